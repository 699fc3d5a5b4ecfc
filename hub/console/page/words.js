// The texts of the console in English and Korean, and which of the two is in use. Here those of the frame; beside it the rest.

import customer from "./words_customer.js";
import identity from "./words_identity.js";
import operation from "./words_operation.js";

const words = {
  ...customer,
  ...identity,
  ...operation,

  "app.skip": ["Skip to content", "본문으로 건너뛰기"],
  "app.name": ["cxhub console", "cxhub 콘솔"],
  "app.language": ["Language", "언어"],
  "app.sign_out": ["Sign out", "로그아웃"],
  "app.loading": ["Loading", "불러오는 중"],
  "app.more": ["Show more", "더 보기"],
  "app.none": ["Nothing here.", "아무것도 없습니다."],
  "app.cancel": ["Cancel", "취소"],
  "app.ok": ["OK", "확인"],
  "app.again": ["Try again", "다시 시도"],
  "app.copy": ["Copy the id", "ID 복사"],
  "app.copied": ["Copied", "복사했습니다"],
  "app.yes": ["yes", "예"],
  "app.no": ["no", "아니요"],
  "app.remedy": ["What to do", "해결 방법"],
  "app.signed_in_as": ["Signed in with token {name}", "토큰 {name}(으)로 로그인함"],
  "app.until": ["valid until {time}", "{time}까지 유효"],
  "app.needs_scope": ["This token lacks the scope {scope}.", "이 토큰에는 {scope} 범위가 없습니다."],

  "nav.main": ["Main", "주 메뉴"],
  "nav.search": ["Search", "검색"],
  "nav.changes": ["Changes", "변경"],
  "nav.operations": ["Operations", "운영"],
  "nav.rejects": ["Rejects", "거부된 레코드"],

  "sign_in.title": ["Sign in", "로그인"],
  "sign_in.token": ["Token", "토큰"],
  "sign_in.token_hint": ["Starts with cxh_. It stays in this page's memory only: a reload signs you out.",
    "cxh_로 시작합니다. 이 페이지의 메모리에만 있으며, 새로 고치면 로그아웃됩니다."],
  "sign_in.actor": ["Your name (optional)", "이름 (선택)"],
  "sign_in.actor_hint": ["Stands in the access log and with the decisions you make.", "열람 기록과 내린 결정에 함께 남습니다."],
  "sign_in.submit": ["Sign in", "로그인"],
  "sign_in.make": ["An administrator makes a token with", "토큰은 관리자가 다음 명령으로 만듭니다"],

  "problem.console.unreachable": ["The hub does not answer.", "허브가 응답하지 않습니다."],
  "problem.console.unreachable.remedy": ["Look whether it runs: cxhub status DIR.", "실행 중인지 확인하십시오: cxhub status DIR"],
  "problem.console.cut": ["The connection to the hub was cut.", "허브와의 연결이 끊겼습니다."],
  "problem.console.cut.remedy": ["None needed if it passes; it is made again by itself.", "저절로 복구되면 할 일이 없습니다. 자동으로 다시 연결합니다."],
  "problem.api.bad_token": ["The token is unknown, expired or revoked.", "토큰을 알 수 없거나, 만료되었거나, 폐기되었습니다."],
  "problem.api.bad_token.remedy": ["Ask an administrator for a new one: cxhub token create.", "관리자에게 새 토큰을 요청하십시오: cxhub token create"],
  "problem.api.no_scope": ["The token does not have the scope of this route.", "토큰에 이 기능의 범위가 없습니다."],
  "problem.api.no_scope.remedy": ["Ask an administrator for a token with that scope.", "관리자에게 해당 범위의 토큰을 요청하십시오."],
  "problem.api.no_profile": ["There is no such profile.", "해당 프로필이 없습니다."],
  "problem.api.no_profile.remedy": ["Search by e-mail, phone or key.", "이메일, 전화번호 또는 키로 검색하십시오."],
  "problem.api.unavailable": ["The store cannot be read now.", "지금 저장소를 읽을 수 없습니다."],
  "problem.api.unavailable.remedy": ["Try again in some seconds.", "잠시 후 다시 시도하십시오."],
  "problem.api.erased": ["The profile was erased.", "프로필이 삭제되었습니다."],
  "problem.api.resync_required": ["The changes asked for are kept no longer.", "요청한 변경은 더 이상 보관되어 있지 않습니다."],
  "problem.api.resync_required.remedy": ["What is shown goes on with what comes.", "이후의 변경부터 계속 표시합니다."],
  "problem.api.too_many_followers": ["All places for followers are taken.", "실시간 수신 자리가 모두 사용 중입니다."],
  "problem.api.too_many_followers.remedy": ["Close a console or reader that nobody needs; it is tried again by itself.",
    "쓰지 않는 콘솔이나 수신기를 닫으십시오. 자동으로 다시 시도합니다."],
  "problem.admin.no_stream": ["There is no such pipeline or stream.", "해당 파이프라인이나 스트림이 없습니다."],
  "problem.admin.no_stream.remedy": ["Look at the configuration: it may have been changed.", "구성을 확인하십시오. 바뀌었을 수 있습니다."],
  "problem.admin.not_running": ["The pipeline does not run.", "파이프라인이 실행 중이 아닙니다."],
  "problem.admin.not_held": ["No snapshot of this stream waits for a decision.", "결정을 기다리는 스냅숏이 없습니다."],
  "problem.admin.receives": ["The pipeline takes what is sent to it: there is nothing to read.", "전송받는 파이프라인이므로 읽을 것이 없습니다."],
  "problem.reject.closed": ["The reject is closed.", "이미 처리된 거부입니다."],
  "problem.reject.closed.remedy": ["Nothing is left to do.", "할 일이 없습니다."],
  "problem.reject.no_payload": ["The payload is no longer kept.", "읽은 내용이 더 이상 보관되어 있지 않습니다."],
  "problem.reject.no_payload.remedy": ["Edit and retry with a whole record.", "전체 레코드를 입력하여 수정 후 재시도하십시오."],
  "problem.reject.payload": ["What was given or set aside is not a record.", "입력하거나 보관된 내용이 레코드가 아닙니다."],
  "problem.reject.payload.remedy": ["Edit and retry with a record: a JSON object.", "레코드(JSON 객체)를 입력하여 수정 후 재시도하십시오."],
  "problem.steward.no_merge": ["There is no merge to undo.", "취소할 병합이 없습니다."],
  "problem.steward.no_merge.remedy": ["Choose the records to put apart.", "분리할 레코드를 선택하십시오."],
};

export const languages = { en: "English", ko: "한국어" };

let current = navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
document.documentElement.lang = current;

export const language = () => current;

export function setLanguage(code) {
  current = code;
  document.documentElement.lang = code;
}

// t("search.found", { n: 3 }); throws where the table has no such row, so that tests find it.
export function t(key, values = {}) {
  const row = words[key];
  if (!row) throw new Error(`no words for ${key}`);
  return row[current === "ko" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// For words that come from the hub, and may be newer than this table.
export const tOr = (key, fallback) => (words[key] ? t(key) : fallback);

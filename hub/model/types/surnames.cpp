#include "model/types/surnames.hpp"

#include "base/text.hpp"
#include "model/types/conversion.hpp"

#include <algorithm>
#include <array>

namespace cx::model {
namespace {

// The surnames of the Korean census of 2015 (Statistics Korea) with more than about a thousand
// bearers.
constexpr std::u32string_view single =
    U"김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구나민진지엄채원"
    U"천방공현함변염여추도소석"
    U"선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온호범좌팽승"
    U"간상시갈단견당화창";
constexpr std::array<std::u32string_view, 12> doubled{U"남궁", U"황보", U"제갈", U"선우",
                                                      U"독고", U"사공", U"서문", U"동방",
                                                      U"어금", U"망절", U"무본", U"황목"};

// The surnames most common in China, Taiwan and, in Han characters, Korea.
constexpr std::u32string_view han_single =
    U"王李張张劉刘陳陈楊杨黃黄趙赵吳吴周徐孫孙馬马朱胡郭何高林羅罗鄭郑梁謝谢宋唐許许韓韩馮冯鄧邓曹"
    U"彭曾肖田董袁潘于蔣蒋蔡余杜葉叶"
    U"程蘇苏魏呂吕丁任沈姚盧卢姜崔鍾钟譚谭陸陆汪范金石廖賈贾夏韋韦付方白鄒邹孟熊秦邱江尹薛閻阎段雷"
    U"侯龍龙史陶黎賀贺顧顾毛郝龔龚邵萬万"
    U"錢钱嚴严覃武戴莫孔向湯汤朴權权申安柳洪全文裵裴南盧河池車閔辰嚴蔡元千玄咸卞廉秋魚殷";
constexpr std::array<std::u32string_view, 14> han_doubled{
    U"歐陽", U"欧阳", U"司馬", U"司马", U"諸葛", U"诸葛", U"上官",
    U"皇甫", U"東方", U"东方", U"南宮", U"南宫", U"鮮于", U"獨孤"};

constexpr std::string_view romanized =
    "kim|gim|lee|yi|rhee|park|bak|pak|choi|choe|jung|jeong|chung|joung|kang|gang|cho|jo|"
    "yoon|yun|jang|chang|lim|im|rim|han|oh|seo|suh|shin|sin|kwon|gwon|hwang|ahn|song|ryu|"
    "yoo|yu|ryoo|hong|jeon|chun|ko|go|koh|moon|mun|son|sohn|yang|bae|pae|baek|paik|baik|"
    "heo|hur|huh|nam|shim|sim|noh|roh|kwak|gwak|sung|seong|cha|joo|ju|woo|koo|gu|goo|na|"
    "ra|min|jin|chin|ji|eom|um|chae|won|cheon|bang|pang|gong|kong|hyun|hyeon|ham|byun|"
    "byeon|yeom|yeo|choo|do|so|seok|sun|seol|ma|gil|namgung|namkung|hwangbo|jegal|sunwoo|"
    "seonu|dokgo|tak|pyo|myung|ki|ban|wang|ok|yook";

template <typename Table>
bool starts_with_one(const Table& table, std::u32string_view name)
{
    return std::any_of(table.begin(), table.end(),
                       [&](std::u32string_view s) { return name.substr(0, 2) == s; });
}

}  // namespace

std::size_t surname_length(std::u32string_view name)
{
    if (name.empty()) return 0;
    // Two syllables alone are a surname and a given name of one syllable each.
    if (name.size() >= 3 && (starts_with_one(doubled, name) || starts_with_one(han_doubled, name)))
        return 2;
    return single.find(name[0]) != single.npos || han_single.find(name[0]) != han_single.npos ? 1
                                                                                              : 0;
}

bool is_surname(std::u32string_view word)
{
    return word.size() == 1 ? surname_length(word) == 1
                            : word.size() == 2 && (starts_with_one(doubled, word) ||
                                                   starts_with_one(han_doubled, word));
}

bool is_romanized_surname(std::string_view word)
{
    const std::string lower = ascii_lower(word);
    return one_of(romanized, lower);
}

}  // namespace cx::model

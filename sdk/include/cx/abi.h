/* The border between the hub and a connector plugin. Plain C, no allocation crosses it.
 *
 * A plugin is a shared library with one exported function, cx_plugin_entry, that describes it and
 * offers roles. A role is an ability behind an id with a revision ("cx.source/1"); so are the
 * extensions that a plugin may ask of its host ("cx.log/1"). Released structs are frozen: growth is
 * by new ids only, an id that the other side does not know is answered with NULL, and only that
 * ability is missing. The ABI is 0, and may still change, until the first five connectors run on
 * it.
 *
 * Memory never changes hands. Every pointer that is passed to a call is valid until that call
 * returns, and no longer; what the receiver wants to keep it copies. All text is UTF-8, not ended
 * by a zero, and bounded below. No exception and no signal may cross.
 *
 * Threads. Calls marked [worker] for one instance come one at a time, though not always from the
 * same thread. Calls marked [any-thread] may come from anywhere at once. Two instances know nothing
 * of each other. Every call returns within a second once cx_host.stopping answers non-zero.
 *
 * Authors in C++ need cx/plugin.hpp only. docs/specs/plugin-abi.md tells the same as prose. */
#ifndef CX_ABI_H
#define CX_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CX_ABI 0u

/* Bounds. A longer text is not cut: a record is rejected in its place, anything else fails the
 * call. */
#define CX_KEY_BYTES 1024u
#define CX_PAYLOAD_BYTES (1u << 20)
#define CX_CURSOR_BYTES (1u << 20)
#define CX_OPTIONS_BYTES (1u << 20)
#define CX_POSITION_BYTES 1024u
#define CX_CODE_BYTES 64u
#define CX_MESSAGE_BYTES 4096u
#define CX_STATE_KEY_BYTES 256u
#define CX_STATE_VALUE_BYTES (64u << 10)
#define CX_REQUEST_BODY_BYTES (4u << 20)
#define CX_RESPONSE_BODY_BYTES (1u << 20)
#define CX_RESPONSE_HEADERS 32u
#define CX_RESPONSE_HEADER_BYTES 4096u
#define CX_ENRICHED_BYTES (64u << 10)

/* `data` may be NULL where `size` is 0. */
typedef struct cx_text {
    const char* data;
    size_t size;
} cx_text;

typedef int32_t cx_status;
enum {
    CX_OK = 0,
    CX_FULL = 1,  /* Answer of the writer alone: taken, but write your cursor and return now. */
    CX_RETRY = 2, /* It may work later without anybody's help. */
    CX_FAILED = 3 /* It wants an administrator. */
};

/* An instance of a role; what is in it is the plugin's business. */
typedef struct cx_plugin cx_plugin;

/* ---- What the host gives
 * ------------------------------------------------------------------------- */

/* Valid for the whole life of an instance. */
typedef struct cx_host {
    void* self;
    /* The extension with this id, or NULL.  [worker] */
    const void* (*extension)(void* self, const char* id);
    /* Non-zero once the hub wants this instance to come to an end.  [any-thread] */
    int32_t (*stopping)(void* self);
} cx_host;

/* Extension "cx.log/1": a line of the plugin's log. No secret, no personal data. */
#define CX_LOG "cx.log/1"
enum { CX_TRACE = 0, CX_DEBUG = 1, CX_INFO = 2, CX_WARN = 3, CX_ERROR = 4 };
typedef struct cx_log {
    void (*write)(void* self, int32_t level, cx_text line); /* [any-thread] */
} cx_log;

/* Extension "cx.state/1": a few small values that outlive the process, such as rotated tokens. */
#define CX_STATE "cx.state/1"
typedef struct cx_state {
    /* Calls `found` once with the value, or not at all where there is none.  [worker] */
    cx_status (*get)(void* self, cx_text key, void (*found)(void* to, cx_text value), void* to);
    /* Durable when it returns CX_OK; an empty value removes the key.  [worker] */
    cx_status (*put)(void* self, cx_text key, cx_text value);
} cx_state;

/* Extension "cx.clock/1": microseconds since 1970-01-01T00:00:00Z as the hub counts them. */
#define CX_CLOCK "cx.clock/1"
typedef struct cx_clock {
    int64_t (*now_us)(void* self); /* [worker] */
} cx_clock;

/* Extension "cx.budget/1": how often the system may be asked; shared by all connections that use
 * the same budget. Absent where the configuration sets none. */
#define CX_BUDGET "cx.budget/1"
typedef struct cx_budget {
    /* Takes `requests` of it and answers 0, or takes nothing and answers how many milliseconds
     * later it is worth asking again.  [worker] */
    uint32_t (*take)(void* self, uint32_t requests);
} cx_budget;

/* Extension "cx.cassette/1": exchanges of HTTP that are kept in a file, or come from it instead of
 * the network, while a connector is made or tested. Absent in all other runs. Requests and answers
 * are JSON: {"method": "GET", "url": "https://...", "body": "..."} and
 * {"status": 200, "headers": [["Link", "..."]], "body": "..."}. */
#define CX_CASSETTE "cx.cassette/1"
typedef struct cx_cassette {
    /* CX_OK: called `put` once with the answer. CX_RETRY: the system itself is to be asked.
     * CX_FAILED: there is no answer to it, and the system is not asked.  [worker] */
    cx_status (*play)(void* self, cx_text request, void (*put)(void* to, cx_text answer), void* to);
    /* What the system answered.  [worker] */
    void (*record)(void* self, cx_text request, cx_text answer);
} cx_cassette;

/* Extension "cx.trace/1": the trace of W3C Trace Context that the call at hand is part of, so that
 * what the plugin asks of its system can be found again in the log of either side. */
#define CX_TRACE_CONTEXT "cx.trace/1"
typedef struct cx_trace_context {
    /* 32 hexadecimal digits in small letters, or nothing where the call belongs to no trace. Valid
     * until it is asked for again.  [worker] */
    cx_text (*trace_id)(void* self);
} cx_trace_context;
/* Extension "cx.lookup/1": the stream's current records, for a receiver that has to answer with
 * what it was sent before. What earlier requests brought counts, even where it is not durable yet;
 * what was removed or erased does not. The role's options say "x-cx-lookup": true, and the hub then
 * keeps the payloads of its records as long as the records live. */
#define CX_LOOKUP "cx.lookup/1"
typedef struct cx_lookup {
    /* Calls `found` once with the payload of the record, or not at all where there is none; numbers
     * that must not be stored are masked in it.  [worker] */
    cx_status (*get)(void* self, cx_text stream, cx_text key,
                     void (*found)(void* to, cx_text payload), void* to);
    /* Calls `found` with at most `limit` durable records behind `position` (0: from the first), in
     * the order in which they first came; each with its own position.  [worker] */
    cx_status (*page)(void* self, cx_text stream, uint64_t position, uint32_t limit,
                      void (*found)(void* to, uint64_t position, cx_text key, cx_text payload),
                      void* to);
} cx_lookup;
/* The `self` of every extension is cx_host.self. */

enum { CX_UPSERT = 0, CX_REMOVE = 1 };
typedef struct cx_record {
    cx_text key;      /* Id at the source, unique in its stream; may be empty for events. */
    cx_text payload;  /* One JSON object; empty for CX_REMOVE. */
    cx_text position; /* For people: "members.csv:17"; may be empty. */
    int32_t op;       /* CX_UPSERT or CX_REMOVE */
} cx_record;

enum {
    CX_MORE_NOW = 1, /* Poll again at once. */
    CX_SNAPSHOT_END =
        2 /* The last record of a snapshot generation is written; nothing is missing. */
};

/* Where a plugin puts what it has. Valid during the call that it came with.  [worker] */
typedef struct cx_writer {
    void* self;
    /* CX_OK: taken. CX_FULL: taken, and the last one of this batch. CX_FAILED: the batch was full
     * before; the record is not taken, and neither is the batch. */
    cx_status (*record)(void* self, const cx_record* record);
    /* A record that was there but made no sense. `payload` holds what was there as JSON, raw lines
     * as a JSON string; `code` is of the plugin's table, `why` a sentence without personal data.
     * Answers as `record`. */
    cx_status (*reject)(void* self, const cx_record* record, cx_text code, cx_text why);
    /* Where to continue; opaque to the host. `flags` are CX_MORE_NOW and CX_SNAPSHOT_END or'ed. */
    void (*cursor)(void* self, cx_text next, uint32_t flags);
    /* How many records the stream holds in all, roughly; shown as progress. */
    void (*total)(void* self, uint64_t records);
    /* The reason of CX_RETRY or CX_FAILED. `retry_after_ms` 0 leaves the pause to the host. */
    void (*error)(void* self, cx_text why, uint32_t retry_after_ms);
} cx_writer;

/* Where a sink tells what became of the changes.  [worker] */
typedef struct cx_receipt {
    void* self;
    /* The first `count` changes are done for good, rejected ones among them included. */
    void (*delivered)(void* self, uint64_t count);
    /* The destination refuses this one for ever; delivery goes on behind it. */
    void (*rejected)(void* self, uint64_t index, cx_text why);
    void (*error)(void* self, cx_text why, uint32_t retry_after_ms);
} cx_receipt;

/* Where a receiver writes its answer. What breaks a bound, and headers that are the host's own
 * affair (Content-Length, Connection, ...), fail the request.  [worker] */
typedef struct cx_response {
    void* self;
    void (*status)(void* self, int32_t code); /* 200 to 599; 200 where it is not called. */
    void (*header)(void* self, cx_text name, cx_text value);
    /* May be called again: parts are put together, and the last media type holds. */
    void (*body)(void* self, cx_text media_type, cx_text part);
} cx_response;

/* Where an enricher writes what it found.  [worker] */
typedef struct cx_enriched {
    void* self;
    /* One JSON object for the values at `index`, at most once each; members that nobody asked for
     * are left out, what does not fit the field's type is dropped and told as an issue. */
    void (*found)(void* self, uint64_t index, cx_text values);
    void (*error)(void* self, cx_text why, uint32_t retry_after_ms);
} cx_enriched;

/* ---- What the plugin gives
 * ------------------------------------------------------------------------ */

typedef struct cx_poll {
    cx_text stream;
    cx_text cursor;        /* As once written by this plugin; empty means the start. */
    uint32_t record_limit; /* Records and rejects together, at least 1. */
    uint32_t wait_ms;      /* May wait this long for the first record. */
    uint64_t byte_limit;   /* Keys and payloads; the record that crosses it is the last. */
} cx_poll;

/* Role "cx.source/1". */
#define CX_SOURCE "cx.source/1"
typedef struct cx_source {
    /* Writes the records after `poll->cursor`, then the cursor to continue from. The next poll may
     * come with that cursor, or with an earlier one when a commit failed.  [worker] */
    cx_status (*poll)(cx_plugin* plugin, const cx_poll* poll, const cx_writer* out);
    /* All up to `cursor` is durable in the hub: release it upstream. May be NULL. A source must not
     * wait for it: up to four batches are polled ahead.  [worker] */
    void (*committed)(cx_plugin* plugin, cx_text stream, cx_text cursor);
} cx_source;

/* Role "cx.sink/1". */
#define CX_SINK "cx.sink/1"
typedef struct cx_sink {
    /* Delivers `changes` in their order and tells the prefix that is done. The rest comes first
     * next time; after a crash changes come again, so deliver at least once.  [worker] */
    cx_status (*deliver)(cx_plugin* plugin, const cx_text* changes, uint64_t count,
                         const cx_receipt* out);
} cx_sink;

/* Of a header or a query; names of headers are in lower case. */
typedef struct cx_pair {
    cx_text name;
    cx_text value;
} cx_pair;

/* A request whose sender the host knows already: credentials are not in it. */
typedef struct cx_request {
    cx_text stream;
    cx_text method; /* "POST" */
    cx_text path;   /* Behind the pipeline's own, decoded, without a '/' at its begin: "v1/batch" */
    const cx_pair* query; /* Decoded; each name once. */
    uint64_t query_count;
    const cx_pair* headers; /* Each name once; values of a repeated one are joined by ", ". */
    uint64_t header_count;
    cx_text body;   /* Any bytes, at most CX_REQUEST_BODY_BYTES; Content-Encoding is undone. */
    cx_text remote; /* Address of the client. */
    uint32_t record_limit; /* Records and rejects together, at least 1. */
} cx_request;

/* Role "cx.receiver/1". */
#define CX_RECEIVER "cx.receiver/1"
typedef struct cx_receiver {
    /* Writes what the request brings, and the answer. With CX_OK the answer leaves once all of it
     * is durable, whatever its status says. Otherwise nothing of it counts, and the client is told
     * to come again (CX_RETRY) or that the server failed (CX_FAILED). A client that got no answer
     * sends again, so the same request should give the same keys. The writer's `cursor` and `total`
     * mean nothing here; its CX_FULL asks to write no more.  [worker] */
    cx_status (*handle)(cx_plugin* plugin, const cx_request* request, const cx_writer* out,
                        const cx_response* response);
} cx_receiver;

/* Role "cx.enricher/1". Its options_json names what it may be given and what it may find in two
 * lists more, "x-cx-reads" and "x-cx-writes"; which of them it gets and may give the configuration
 * says. */
#define CX_ENRICHER "cx.enricher/1"
typedef struct cx_enricher {
    /* Looks at `count` JSON objects of what it reads, {"text": "...", "language": "ko"}, and tells
     * what it found in each. Equal values give equal findings; nothing is kept from one call to the
     * next. A call that fails has found nothing, and holds up nobody.  [worker] */
    cx_status (*enrich)(cx_plugin* plugin, const cx_text* values, uint64_t count,
                        const cx_enriched* out);
} cx_enricher;

/* Role "cx.manifest/1", beside "cx.source/1" in a library that runs connectors written as data. Its
 * options are those of the source; the host gives that source two more: "manifest", the text of one
 * manifest, and "config", the values of the options that the manifest declares. */
#define CX_MANIFEST "cx.manifest/1"
typedef struct cx_manifest {
    /* Looks at a manifest and starts nothing: writes one record whose payload describes it, see
     * docs/specs/plugin-abi.md, or tells by `error` why it is none (CX_FAILED).  [any-thread] */
    cx_status (*describe)(cx_text manifest, const cx_writer* out);
} cx_manifest;

typedef struct cx_role {
    const char* id;
    const char* options_json; /* JSON Schema of the options, see docs/specs/plugin-abi.md. */
    const char*
        stream_options_json; /* The same for each member of the option "streams", or NULL. */
    /* NULL in a role without instances, cx_manifest. An instance, or NULL: then `errors->reject`
     * with a NULL record told that the options are wrong, or `errors->error` why it cannot start.
     * `options` is one JSON object.  [worker] */
    cx_plugin* (*create)(const cx_host* host, cx_text options, const cx_writer* errors);
    void (*destroy)(cx_plugin* plugin); /* [worker] */
    const void* calls; /* cx_source, cx_receiver, cx_sink, cx_enricher, cx_manifest as `id` says. */
} cx_role;

typedef struct cx_entry {
    uint32_t abi; /* CX_ABI. Looked at before anything behind it. */
    const char* id;
    const char* version;
    const char* summary;
    const char* rejects_json; /* {"csv.quote": {"summary": "...", "remedy": "..."}, ...} */
    const cx_role* roles;
    uint32_t role_count;
} cx_entry;

#if defined(__GNUC__)
#define CX_EXPORT __attribute__((visibility("default")))
#else
#define CX_EXPORT
#endif

/* The one exported symbol. Never fails; what it answers lives as long as the library.  [any-thread]
 */
CX_EXPORT const cx_entry* cx_plugin_entry(void);

#ifdef __cplusplus
}
#endif
#endif

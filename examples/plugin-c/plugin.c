/* A source in plain C: the twelve months, one record each. The cursor is the number of the next
 * month. */
#include <cx/abi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MONTHS = 12 };

struct cx_plugin {
    const cx_host* host;
};

static cx_text text(const char* words)
{
    const cx_text made = {words, strlen(words)};
    return made;
}

/* A whole parser of options would be JSON; this plugin has none, so only an empty object is right.
 */
static int is_empty_object(cx_text options)
{
    size_t i;
    int braces = 0;
    for (i = 0; i < options.size; ++i) {
        const char c = options.data[i];
        if (c == '{' || c == '}')
            ++braces;
        else if (c != ' ' && c != '\n')
            return 0;
    }
    return braces == 2;
}

static cx_plugin* create(const cx_host* host, cx_text options, const cx_writer* errors)
{
    cx_plugin* plugin;
    if (!is_empty_object(options)) {
        errors->reject(errors->self, NULL, text("plugin.options"),
                       text("this plugin has no options"));
        return NULL;
    }
    plugin = malloc(sizeof *plugin);
    if (plugin)
        plugin->host = host;
    else
        errors->error(errors->self, text("out of memory"), 0);
    return plugin;
}

static void destroy(cx_plugin* plugin)
{
    free(plugin);
}

/* The month to go on with, or -1 for a cursor that is none of ours. */
static int next_month(cx_text cursor)
{
    int month = 0;
    size_t i;
    if (cursor.size > 2) return -1;
    for (i = 0; i < cursor.size; ++i) {
        if (cursor.data[i] < '0' || cursor.data[i] > '9') return -1;
        month = month * 10 + (cursor.data[i] - '0');
    }
    return month <= MONTHS ? month : -1;
}

static cx_status poll(cx_plugin* plugin, const cx_poll* request, const cx_writer* out)
{
    char key[16];
    char payload[64];
    int month = next_month(request->cursor);
    cx_status status = CX_OK;
    if (month < 0) {
        out->error(out->self, text("the cursor is not one of this plugin's"), 0);
        return CX_FAILED;
    }
    while (month < MONTHS && status == CX_OK && !plugin->host->stopping(plugin->host->self)) {
        cx_record record = {{0, 0}, {0, 0}, {0, 0}, CX_UPSERT};
        ++month;
        snprintf(key, sizeof key, "%d", month);
        snprintf(payload, sizeof payload, "{\"month\":%d}", month);
        record.key = text(key);
        record.payload = text(payload);
        status = out->record(out->self, &record); /* CX_FULL: taken, and the last one. */
    }
    snprintf(key, sizeof key, "%d", month);
    out->total(out->self, MONTHS);
    out->cursor(out->self, text(key), month < MONTHS ? CX_MORE_NOW : 0);
    return status == CX_FULL ? CX_OK : status;
}

CX_EXPORT const cx_entry* cx_plugin_entry(void)
{
    static const cx_source source = {poll, NULL};
    static const cx_role roles[] = {
        {CX_SOURCE, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}", NULL,
         create, destroy, &source},
    };
    static const cx_entry entry = {CX_ABI,
                                   "c",
                                   "0.1.0",
                                   "The months, from a plugin in C.",
                                   "{}",
                                   roles,
                                   sizeof roles / sizeof *roles};
    return &entry;
}

// What expressions of manifests cost, beside what looking a member up costs:
//   build/release/tests/bench/expressions/bench_expressions
#include "rest/expression/template.hpp"

#include <benchmark/benchmark.h>

#include <array>

namespace {

using cx::json::Value;

constexpr std::array<std::string_view, 3> names = {"config", "record", "stream_slice"};

const Value& record()
{
    static const Value value = *cx::json::parse(
        R"({"a":"some text","id":"4711","n":7,"active":true,"deep":{"er":{"x":1}},
            "when":"2024-02-03T04:05:06Z","rows":[{"k":1},{"k":2},{"k":3}]})");
    return value;
}

void lookup(benchmark::State& state)
{
    for (auto _ : state) benchmark::DoNotOptimize(Value(*record().find("a")));
}
BENCHMARK(lookup);

void value_of(benchmark::State& state, const char* text)
{
    const rest::Template compiled = *rest::Template::compile(text, names);
    const Value config = *cx::json::parse(R"({"region":"eu"})");
    rest::Scope scope(1'706'933'106'000'000);
    scope.set("config", &config).set("record", &record());
    for (auto _ : state) benchmark::DoNotOptimize(compiled.value(scope));
}
BENCHMARK_CAPTURE(value_of, constant, "plain text");
BENCHMARK_CAPTURE(value_of, text, "{{ record['a'] }}");
BENCHMARK_CAPTURE(value_of, digits, "{{ record['id'] }}");
BENCHMARK_CAPTURE(value_of, number, "{{ record.n }}");
BENCHMARK_CAPTURE(value_of, deep, "{{ record.deep.er.x }}");
BENCHMARK_CAPTURE(value_of, get, "{{ record.get('x', {}).get('y') or 'none' }}");
BENCHMARK_CAPTURE(value_of, mixed, "/v1/{{ config.region }}/{{ record.id }}");
BENCHMARK_CAPTURE(value_of, time, "{{ format_datetime(record.when, '%s') }}");
BENCHMARK_CAPTURE(value_of, filters, "{{ record.rows | map(attribute='k') | list | sum }}");

void judge(benchmark::State& state)
{
    const rest::Template compiled =
        *rest::Template::compile("{{ record.active and record['n'] > 5 }}", names);
    rest::Scope scope(0);
    scope.set("record", &record());
    for (auto _ : state) benchmark::DoNotOptimize(compiled.truth(scope));
}
BENCHMARK(judge);

void compile(benchmark::State& state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(
            rest::Template::compile("{{ record['a'] or config.region }}", names));
}
BENCHMARK(compile);

}  // namespace

BENCHMARK_MAIN();

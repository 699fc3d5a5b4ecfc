#include "rest/transform/transform.hpp"

#include <gmock/gmock.h>

namespace rest {
namespace {

using cx::json::Value;

std::string transform(const std::string& component, const std::string& record)
{
    const auto made = make_transformation(*cx::json::parse(component));
    if (!made) return made.error().code + ": " + made.error().message;
    const Value config = *cx::json::parse(R"({"region":"eu","n":"5"})");
    const Value slice = *cx::json::parse(R"({"team":"t1"})");
    Value value = *cx::json::parse(record);
    Scope scope(0);
    scope.set("config", &config).set("stream_slice", &slice);
    const auto done = (*made)->apply(value, scope);
    return done ? cx::json::write(value) : done.error().message;
}

std::string add(const std::string& fields, const std::string& record)
{
    return transform(R"({"type":"AddFields","fields":[)" + fields + "]}", record);
}

TEST(AddFieldsTest, AddsInOrderAndMakesThePath)
{
    EXPECT_EQ(add(R"({"path":["team"],"value":"{{ stream_partition['team'] }}"})", "{}"),
              R"({"team":"t1"})");
    EXPECT_EQ(
        add(R"({"path":["a","b"],"value":"{{ record.x }}"},{"path":["c"],"value":"{{ record.a.b + 1 }}"})",
            R"({"x":1})"),
        R"({"a":{"b":1},"c":2,"x":1})");
    EXPECT_EQ(add(R"({"path":["{{ config.region }}"],"value":"y"})", "{}"), R"({"eu":"y"})");
    EXPECT_EQ(add(R"({"path":["l",1],"value":"y"})", R"({"l":["x"]})"), R"({"l":["x","y"]})");
    EXPECT_EQ(add(R"({"path":["n"],"value":7})", "{}"), R"({"n":7})");
}

TEST(AddFieldsTest, WritesWhatIsEmptyAndKeepsTheKindThatIsAskedFor)
{
    EXPECT_EQ(add(R"({"path":["a"],"value":"{{ record.nothing }}"})", "{}"), R"({"a":""})");
    EXPECT_EQ(add(R"({"path":["a"],"value":"{{ record.n }}"})", R"({"n":null})"),
              R"({"a":null,"n":null})");
    EXPECT_EQ(add(R"({"path":["a"],"value":"{{ config.n }}"})", "{}"), R"({"a":5})");
    EXPECT_EQ(add(R"({"path":["a"],"value":"{{ config.n }}","value_type":"string"})", "{}"),
              R"({"a":"5"})");
    EXPECT_EQ(add(R"({"path":["a"],"value":"{{ 'a' + 1 }}"})", "{}"), R"({"a":"{{ 'a' + 1 }}"})");
}

TEST(AddFieldsTest, ObeysItsCondition)
{
    const auto when = [](const std::string& record) {
        return transform(R"({"type":"AddFields","condition":"{{ record.x > 1 }}",
            "fields":[{"path":["y"],"value":"1"}]})",
                         record);
    };
    EXPECT_EQ(when(R"({"x":2})"), R"({"x":2,"y":1})");
    EXPECT_EQ(when(R"({"x":0})"), R"({"x":0})");
}

TEST(AddFieldsTest, TellsMistakes)
{
    EXPECT_EQ(add(R"({"path":[],"value":"1"})", "{}"),
              "rest.option: 'path' of an added field is empty");
    EXPECT_EQ(add(R"({"path":["a"]})", "{}"), "rest.option: an added field needs a 'value'");
    EXPECT_EQ(add(R"({"path":["a"],"value":"{{ response }}"})", "{}"),
              "rest.expression: 1:4: unknown variable 'response'; here are config, parameters, "
              "record, stream_slice");
    EXPECT_EQ(add(R"({"path":["a"],"value":"1","value_type":"list"})", "{}"),
              "rest.option: 'value_type' is string, number, integer or boolean");
    EXPECT_EQ(add(R"({"path":["a"],"value":"{{ record.b.c }}"})", "{}"), "1:13: 'b' is missing");
    EXPECT_EQ(transform(R"({"type":"CustomTransformation"})", "{}"),
              "rest.component: there is no transformation 'CustomTransformation'");
}

TEST(RemoveFieldsTest, RemovesByPathAndPattern)
{
    const auto remove = [](const std::string& pointers, const std::string& record) {
        return transform(R"({"type":"RemoveFields","field_pointers":)" + pointers + "}", record);
    };
    EXPECT_EQ(remove(R"([["a"],["b","c"]])", R"({"a":1,"b":{"c":1,"d":2}})"), R"({"b":{"d":2}})");
    EXPECT_EQ(remove(R"([["*_id"]])", R"({"a_id":1,"b_id":2,"c":3})"), R"({"c":3})");
    EXPECT_EQ(remove(R"([["l","*","x"]])", R"({"l":[{"x":1,"y":2},{"x":3}]})"),
              R"({"l":[{"y":2},{}]})");
    EXPECT_EQ(remove(R"([["**","x"]])", R"({"x":1,"a":{"x":2,"b":{"x":3}}})"), R"({"a":{"b":{}}})");
    EXPECT_EQ(remove(R"([["l",0]])", R"({"l":[1,2]})"), R"({"l":[2]})");
    EXPECT_EQ(remove(R"([["no","where"]])", R"({"a":1})"), R"({"a":1})");
    EXPECT_EQ(
        transform(
            R"({"type":"RemoveFields","field_pointers":[["**"]],"condition":"{{ property is none }}"})",
            R"({"a":null,"b":1})"),
        R"({"a":null,"b":1})");
    EXPECT_EQ(
        transform(
            R"({"type":"RemoveFields","field_pointers":[["*"]],"condition":"{{ property == 1 }}"})",
            R"({"a":null,"b":1})"),
        R"({"a":null})");
}

TEST(KeysTest, RenamesAtEveryDepth)
{
    EXPECT_EQ(transform(R"({"type":"KeysToLower"})", R"({"Ab":{"CD":1},"L":[{"X":2}]})"),
              R"({"ab":{"cd":1},"l":[{"x":2}]})");
    EXPECT_EQ(
        transform(
            R"({"type":"KeysToSnakeCase"})",
            R"({"FirstName":1,"HTTPServer":2,"a b":3,"already_snake":4,"line2Text":5,"2nd":6})"),
        R"({"_2_nd":6,"a_b":3,"already_snake":4,"first_name":1,"http_server":2,"line_2_text":5})");
    EXPECT_EQ(transform(R"({"type":"KeysReplace","old":" ","new":"_"})", R"({"a b c":{"d e":1}})"),
              R"({"a_b_c":{"d_e":1}})");
}

TEST(FlattenTest, LiftsWhatIsNested)
{
    EXPECT_EQ(transform(R"({"type":"FlattenFields"})",
                        R"({"a":{"b":{"c":1},"d":2},"l":[{"x":1},2],"c":9,"e":{}})"),
              R"({"a.b.c":1,"c":9,"d":2,"e":{},"l.0.x":1,"l.1":2})");
    EXPECT_EQ(
        transform(R"({"type":"FlattenFields","flatten_lists":false})", R"({"a":{"b":1},"l":[1]})"),
        R"({"b":1,"l":[1]})");
    EXPECT_EQ(
        transform(R"({"type":"DpathFlattenFields","field_path":["a"]})", R"({"a":{"b":1},"c":2})"),
        R"({"a":{"b":1},"b":1,"c":2})");
    EXPECT_EQ(
        transform(R"({"type":"DpathFlattenFields","field_path":["a"],"delete_origin_value":true,
        "key_transformation":{"type":"KeyTransformation","prefix":"a_"}})",
                  R"({"a":{"b":1},"c":2})"),
        R"({"a_b":1,"c":2})");
    EXPECT_EQ(transform(R"({"type":"DpathFlattenFields","field_path":["a"],"replace_record":true})",
                        R"({"a":{"b":1},"c":2})"),
              R"({"b":1})");
}

TEST(NormaliseTest, CastsBySchema)
{
    Value record = *cx::json::parse(R"({"i":"12","n":"1.5","s":7,"b":"true","x":"abc","o":{"i":"3"},
        "l":["1"],"null":null,"a":1,"f":"1.0","t":[1]})");
    normalise(record, *cx::json::parse(R"({"type":"object","properties":{
        "i":{"type":"integer"},"n":{"type":["null","number"]},"s":{"type":"string"},"b":{"type":"boolean"},
        "x":{"type":"integer"},"o":{"type":"object","properties":{"i":{"type":"integer"}}},
        "l":{"type":"array","items":{"type":"integer"}},"null":{"type":"string"},"a":{"type":"array"},
        "f":{"type":"integer"},"t":{"type":"string"}}})"));
    EXPECT_EQ(
        cx::json::write(record),
        R"({"a":[1],"b":true,"f":"1.0","i":12,"l":[1],"n":1.5,"null":null,"o":{"i":3},"s":"7","t":"[1]","x":"abc"})");
}

}  // namespace
}  // namespace rest

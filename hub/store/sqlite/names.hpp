// Words that stand in many rows (sources, entities, namespaces, mappings) as small numbers. Numbers
// are given out once and never change their meaning, so what a connection has learnt stays true.
#pragma once

#include "store/sqlite/connection.hpp"

#include <string>
#include <unordered_map>

namespace cx::store::sqlite {

class Names {
public:
    explicit Names(Connection& connection) : connection_(connection) {}

    // 0 where the word has no number: no row uses it.
    std::int64_t find(const std::string& word);
    // Gives a number to a new word. Inside the writer's transaction only.
    std::int64_t number(const std::string& word);
    const std::string& word(std::int64_t number);
    // After a rollback: numbers given out in it are void.
    void forget();

private:
    void learn(const std::string& word, std::int64_t number);

    Connection& connection_;
    std::unordered_map<std::string, std::int64_t> numbers_;
    std::unordered_map<std::int64_t, std::string> words_;
};

}  // namespace cx::store::sqlite

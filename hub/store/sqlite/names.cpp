#include "store/sqlite/names.hpp"

namespace cx::store::sqlite {

std::int64_t Names::find(const std::string& word)
{
    if (const auto known = numbers_.find(word); known != numbers_.end()) return known->second;
    Query query = connection_.query("SELECT id FROM name WHERE text = ?1");
    if (!query.bind(word).next()) return 0;
    learn(word, query.integer(0));
    return query.integer(0);
}

std::int64_t Names::number(const std::string& word)
{
    if (const std::int64_t known = find(word); known != 0) return known;
    Query query = connection_.query("INSERT INTO name (text) VALUES (?1)");
    query.bind(word).run();
    const std::int64_t number = connection_.last_row_id();
    learn(word, number);
    return number;
}

const std::string& Names::word(std::int64_t number)
{
    if (const auto known = words_.find(number); known != words_.end()) return known->second;
    Query query = connection_.query("SELECT text FROM name WHERE id = ?1");
    if (!query.bind(number).next())
        throw StoreError("a word that rows refer to is missing in the store");
    learn(query.text(0), number);
    return words_.at(number);
}

void Names::forget()
{
    numbers_.clear();
    words_.clear();
}

void Names::learn(const std::string& word, std::int64_t number)
{
    numbers_.emplace(word, number);
    words_.emplace(number, word);
}

}  // namespace cx::store::sqlite

// What the entries of a Green Button file are as records.
#pragma once

#include "file/espi/context.hpp"
#include "file/splitter.hpp"

namespace file::espi {

// Each sets the item's code and why where there is no record to be made of it.
void make_reading(const Belonging& to, const Values& reading, Item& item);

// What a customer was billed for the last period, and what the running one has come to.
bool is_summary(const Entry& entry);
void make_summary(const Entry* usage_point, const Entry& summary, Item& item);

}  // namespace file::espi

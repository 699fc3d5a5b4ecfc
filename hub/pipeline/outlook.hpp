// What a steward's act would come to, told in words of profiles.
#pragma once

#include "api/ports.hpp"
#include "pipeline/applier.hpp"
#include "pipeline/words.hpp"

namespace cx::pipeline {

// Of the profiles that hold the records of both sides now.
api::Steward::Outlook outlook_of(const Applier::Expected& expected, const Sides& sides,
                                 const std::vector<std::string>& revoked);

}  // namespace cx::pipeline

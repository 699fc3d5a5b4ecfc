// Sums of canonical decimals ("-12.50") without a digit lost.
#pragma once

#include <string>
#include <string_view>

namespace cx::api {

class DecimalSum {
public:
    // False, and nothing added, where the text is no decimal, or has more than 9 decimals or 18
    // digits before them: far beyond any count of points.
    bool add(std::string_view decimal);
    // Without trailing zeros: "1200", "-0.5".
    std::string text() const;

private:
    __extension__ typedef __int128 Wide;

    Wide billionths_ = 0;
};

}  // namespace cx::api

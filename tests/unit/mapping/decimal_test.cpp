#include "mapping/decimal.hpp"

#include <gtest/gtest.h>

namespace cx::mapping {
namespace {

Decimal of(std::string_view text)
{
    const std::optional<Decimal> value = Decimal::parse(text);
    EXPECT_TRUE(value) << text;
    return value.value_or(Decimal());
}

const std::string nines(38, '9');

TEST(Decimal, KeepsDigitsAndScaleAsWritten)
{
    EXPECT_EQ(of("12").text(), "12");
    EXPECT_EQ(of(" -0.50 ").text(), "-0.50");
    EXPECT_EQ(of("+.5").text(), "0.5");
    EXPECT_EQ(of("1e3").text(), "1000");
    EXPECT_EQ(of("12.5e-2").text(), "0.125");
    EXPECT_EQ(of("-0").text(), "0");
    EXPECT_EQ(of("0.000").text(), "0.000");
    EXPECT_EQ(of(nines).text(), nines);
}

TEST(Decimal, RefusesWhatIsNoNumber)
{
    for (const std::string& text :
         {std::string(""), std::string("."), std::string("-"), std::string("1,000"),
          std::string("1.2.3"), std::string("12a"), std::string("0x10"), std::string("1e"),
          std::string("1e999"), std::string("NaN"), "1" + nines, std::string("1e38")})
        EXPECT_FALSE(Decimal::parse(text)) << text;
}

TEST(Decimal, AddsExactly)
{
    EXPECT_EQ(of("0.1").plus(of("0.2"))->text(), "0.3");
    EXPECT_EQ(of("1.10").plus(of("2.20"))->text(), "3.30");
    EXPECT_EQ(of("1").minus(of("0.001"))->text(), "0.999");
    EXPECT_FALSE(of(nines).plus(of("1")));
    EXPECT_FALSE(of(nines).plus(of(nines)));
    EXPECT_EQ(of(nines).minus(of(nines))->text(), "0");
}

TEST(Decimal, MultipliesExactlyOrNotAtAll)
{
    EXPECT_EQ(of("1.5").times(of("-2"))->text(), "-3.0");
    EXPECT_EQ(of("1.50000000000000000000").times(of("2.0000000000000000000"))->compare(of("3")),
              std::strong_ordering::equal);
    EXPECT_FALSE(of(nines).times(of("2")));
    EXPECT_FALSE(of(nines).times(of(nines)));
}

TEST(Decimal, DividesToEighteenDigitsHalfToEven)
{
    EXPECT_EQ(of("1").divided_by(of("4"))->text(), "0.25");
    EXPECT_EQ(of("1").divided_by(of("3"))->text(), "0.333333333333333333");
    EXPECT_EQ(of("2").divided_by(of("3"))->text(), "0.666666666666666667");
    EXPECT_EQ(of("-7").divided_by(of("2"))->text(), "-3.5");
    EXPECT_EQ(of("10").divided_by(of("5"))->text(), "2");
    // 18 digits and a half: to the even neighbour, down here and up there.
    EXPECT_EQ(of("0.0000000000000000005").divided_by(of("1"))->text(), "0");
    EXPECT_EQ(of("0.0000000000000000015").divided_by(of("1"))->text(), "0.000000000000000002");
    EXPECT_FALSE(of(nines).divided_by(of("0.1")));
}

TEST(Decimal, ComparesByValue)
{
    EXPECT_EQ(of("1.0").compare(of("1")), std::strong_ordering::equal);
    EXPECT_EQ(of("-1").compare(of("0.5")), std::strong_ordering::less);
    EXPECT_EQ(of(nines).compare(of("0.00000000000000000001")), std::strong_ordering::greater);
    EXPECT_EQ(of("0.00000000000000000001").compare(of("-" + nines)), std::strong_ordering::greater);
}

}  // namespace
}  // namespace cx::mapping

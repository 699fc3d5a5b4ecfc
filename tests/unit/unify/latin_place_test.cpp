#include "places.hpp"
#include "unify/place.hpp"

#include <gtest/gtest.h>

namespace cx::unify {
namespace {

using testing::place;

TEST(LatinPlace, ReadsLatinParts)
{
    struct Row {
        std::string_view line;
        std::string_view road;
        std::string_view number;
        std::string_view unit;
        std::string_view locality;
    };
    const Row rows[] = {
        {"12 Kiln Lane", "kiln", "12", "", ""},
        {"12 KILN LN.", "kiln", "12", "", ""},
        {"12, Kiln Lane, Elmsmere", "kiln", "12", "", "elmsmere"},
        {"417 Old Mill Road, #59, New Elmsmere, NY", "oldmill", "417", "59", "newelmsmere"},
        {"417 Old Mill Rd Apt 4B", "oldmill", "417", "4b", ""},
        {"Flat 3, 12a Kiln Ln, Elmsmere", "kiln", "12a", "3", "elmsmere"},
        {"12 a Kiln Lane", "kiln", "12a", "", ""},
        {"12-14 Kiln Lane", "kiln", "12-14", "", ""},
        {"5/12 Kiln Lane", "kiln", "12", "5", ""},
        {"Unit 5, 12 Kiln Lane", "kiln", "12", "5", ""},
        {"5 12 Kiln Lane", "kiln", "12", "5", ""},
        {"12 1/2 Kiln Lane", "kiln", "12", "", ""},
        {"No. 12 Kiln Lane", "kiln", "12", "", ""},
        {"007 Kiln Lane", "kiln", "7", "", ""},
        {"12 kiln", "kiln", "12", "", ""},
        {"12 N Kiln Ave", "kiln", "12", "", ""},
        {"12 Kiln Street West", "kiln", "12", "", ""},
        {"12 North Street", "north", "12", "", ""},
        {"35 Fifth Avenue", "5th", "35", "", ""},
        {"35 5th Ave", "5th", "35", "", ""},
        {"17 Saint Brannock's Road", "stbrannocks", "17", "", ""},
        {"17 St Brannocks Rd", "stbrannocks", "17", "", ""},
        {"1200 Highway 61", "hwy61", "1200", "", ""},
        {"80 County Road 12", "countyrd12", "80", "", ""},
        {"12 Kiln St Elmsmere NV 89599", "kiln", "12", "", "elmsmere"},
        {"P.O. Box 1234, Elmsmere, NV 89599", "pobox", "1234", "", "elmsmere"},
        {"PO Box 1234", "pobox", "1234", "", ""},
        {"Post Office Box 1234", "pobox", "1234", "", ""},
        {"Ziegelstraße 12, Elmsheim", "ziegel", "12", "", "elmsheim"},
        {"Ziegelstr. 12", "ziegel", "12", "", ""},
        {"12 rue du Four à Chaux", "dufourachaux", "12", "", ""},
        {"Calle del Horno, 12", "delhorno", "12", "", ""},
        {"Rose Cottage, 12 Kiln Lane, Elmsmere", "kiln", "12", "", "elmsmere"},
        {"Kiln Lane", "kiln", "", "", ""},
        {"12 Kiln Stret", "kiln", "12", "", ""},
        {"12 Kiln S treet", "kiln", "12", "", ""},
        {"12 Kilnstreet", "kiln", "12", "", ""},
        {"12 Rose Cottage, Kiln Lane, Elmsmere", "kiln", "12", "", "elmsmere"},
        {"12 Kiln, Elmsmere CT 06999", "kiln", "12", "", "elmsmere"},
        {"12 The Green, Kiln Lane", "kiln", "12", "", ""},
        {"No 46, Street 7, Elmsmere", "street7", "46", "", "elmsmere"},
        {"#46, Street 7", "street7", "46", "", ""},
        {"# 59 12 Kiln Lane", "kiln", "12", "59", ""},
        {"Rose House 12 Kiln Lane", "kiln", "12", "", ""},
        {"63 Broadway at Kiln Lane", "broadway", "63", "", ""},
        {"8-b Kiln Lane", "kiln", "8b", "", ""},
        {"PO Box 12345", "pobox", "12345", "", ""},
        {"12 Avenue Road", "avenue", "12", "", ""},
        {"12 Harcourt Road", "harcourt", "12", "", ""},
        {"12 Broadway", "broadway", "12", "", ""},
        {"1 The Avenue", "theavenue", "1", "", ""},
        {"Elmsmere", "", "", "", "elmsmere"},
        {"", "", "", "", ""},
        {"12", "", "", "", ""},
    };
    for (const Row& row : rows) {
        const Place read = place(row.line);
        EXPECT_EQ(read.road, row.road) << row.line;
        EXPECT_EQ(read.number, row.number) << row.line;
        EXPECT_EQ(read.unit, row.unit) << row.line;
        EXPECT_EQ(read.locality, row.locality) << row.line;
    }
}

}  // namespace
}  // namespace cx::unify

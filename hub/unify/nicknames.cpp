#include "unify/nicknames.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace cx::unify {
namespace {

// One class a row: the full name, its other spellings and its short forms. A short form may stand
// in several rows.
constexpr std::string_view classes[] = {
    "abigail abby abbie gail",
    "abraham abe bram",
    "albert al bert bertie",
    "alexander alex al sandy xander alec sasha",
    "alexandra alex sandra sandy lexi alexa sasha",
    "alfred al fred alf alfie",
    "alice ali allie elsie",
    "alison allison ali allie",
    "amanda mandy manda",
    "amelia amy millie mia",
    "andrew andy drew",
    "angela angie ange",
    "ann anne anna annie nan nancy hannah anita",
    "anthony antony tony ant",
    "antonio tony toni",
    "arthur art artie",
    "barbara barb barbie babs bobbie",
    "benjamin ben benny benji",
    "bernard bernie barney",
    "beverly beverley bev",
    "bradley brad",
    "bridget biddy bridie",
    "caroline carolyn carol carrie caro lina",
    "catherine katherine kathryn katharine cathy kathy kate katie kat kitty cate kay",
    "charles charlie chuck chas charley",
    "charlotte charlie lottie char",
    "christina christine kristina chris chrissy tina christy",
    "christopher kristopher chris topher kit",
    "cynthia cindy",
    "daniel dan danny",
    "danielle dani ellie",
    "david dave davy davey",
    "deborah debra deb debbie",
    "dennis denny",
    "diana diane di",
    "donald don donny donnie",
    "dorothy dot dottie dolly",
    "douglas doug",
    "edmund ed eddie ned",
    "edward ed eddie ted ned teddy eddy",
    "edwin ed eddie win",
    "eleanor elinor ellie nell nora ella lena",
    "elizabeth elisabeth liz beth betty eliza lizzie betsy bess libby lisa elsie lizzy",
    "emily em emma millie emmy",
    "eugene gene",
    "evelyn eve evie",
    "florence flo flossie",
    "frances fran fanny frankie francie",
    "francis frank francisco frankie fran",
    "franklin frank frankie",
    "frederick fred freddie freddy fritz",
    "gabriel gabe",
    "gabrielle gabby gabi",
    "geoffrey jeffrey geoff jeff",
    "george georgie",
    "gerald gerry jerry",
    "gerard gerry jerry",
    "gilbert gil bert",
    "gregory greg gregg",
    "gwendolyn gwen",
    "harold harry hal",
    "harriet hattie harry",
    "helen helena nell nellie ellen lena",
    "henry harry hank hal",
    "herbert herb bert",
    "hubert bert hugh",
    "irene rene",
    "isaac ike zac",
    "isabella isabel isabelle izzy bella belle",
    "jacob jake jakob",
    "jacqueline jackie",
    "james jim jimmy jamie jem",
    "jane janie jenny jean",
    "janet jan",
    "jason jay",
    "jeanette jean jeannie",
    "jennifer jen jenny jenn jenna",
    "jeremiah jerry jem",
    "jeremy jerry jem",
    "jessica jess jessie",
    "joan joanie",
    "joanna joanne jo",
    "john johnny jack jon jonny johnnie",
    "jonathan jonathon jon jonny nathan",
    "joseph joe joey jo",
    "josephine jo josie",
    "joshua josh",
    "judith judy judi jude",
    "julia julie jules juliet",
    "karen kari",
    "kenneth ken kenny",
    "kimberly kimberley kim",
    "laurence lawrence larry laurie lars",
    "laura laurie lori lauren",
    "leonard leo len lenny",
    "leslie lesley les",
    "lillian lilian lily lil",
    "linda lindy",
    "louis lewis lou louie",
    "louise lou",
    "lucille lucy lucinda",
    "madeline madeleine maddie maddy",
    "margaret meg maggie peggy marge margie greta rita peg madge daisy",
    "maria marie mary",
    "marjorie marge margie",
    "martha marty mattie",
    "martin marty",
    "mary molly polly mamie may maria marie",
    "matilda tilly mattie tilda",
    "matthew matt matty",
    "maurice morris mo",
    "maximilian max",
    "megan meg",
    "melissa mel missy lissa",
    "melanie mel",
    "michael mike micky mickey mick mitch mikey",
    "michelle shelly shell",
    "mildred millie",
    "mohammed mohammad muhammad mohamed muhammed mohd mhd mo",
    "nancy nan",
    "natalie nat nattie tally",
    "natasha tasha nat",
    "nathaniel nathan nate nat",
    "nicholas nicolas nick nicky nico",
    "nicole nicki nikki nicky",
    "norman norm",
    "oliver ollie olly",
    "olivia liv livvy ollie",
    "pamela pam pammy",
    "patricia pat patty tricia trish patsy",
    "patrick pat paddy rick patty",
    "paula polly",
    "penelope penny",
    "peter pete",
    "philip phillip phil pip",
    "phyllis phyl",
    "priscilla cilla",
    "rachel rachael rach",
    "randolph randy",
    "randall randy",
    "raymond ray",
    "rebecca becky becca beck",
    "reginald reg reggie",
    "richard rick dick rich ricky richie",
    "robert bob rob bobby robbie bert robby",
    "roberta bobbie",
    "roderick rod",
    "rodney rod",
    "roger rodge",
    "ronald ron ronnie ronny",
    "rosemary rose rosie",
    "roseanne rose",
    "russell russ",
    "ruth ruthie",
    "samantha sam sammy",
    "samuel sam sammy",
    "sarah sara sally sadie",
    "sandra sandy",
    "sebastian seb bastian",
    "sharon shari",
    "sophia sophie sofia",
    "stanley stan",
    "stephanie steph stevie steffi",
    "stephen steven steve stevie",
    "susan suzanne sue susie suzy susanna susannah",
    "sylvia sylvie",
    "teresa theresa terry tess tessa tracy",
    "terence terry",
    "theodore ted teddy theo",
    "thomas tom tommy",
    "timothy tim timmy",
    "tobias toby",
    "valerie val",
    "veronica ronnie vera",
    "victor vic",
    "victoria vicky vicki tori vic",
    "vincent vince vinny",
    "virginia ginny ginger",
    "walter walt wally",
    "wilfred wilf fred",
    "wilhelmina mina willa",
    "william bill billy will willy liam willie",
    "winifred winnie",
    "winston win",
    "yvonne vonnie",
    "zachary zach zac zack"};

struct Classes {
    std::map<std::string_view, std::vector<int>, std::less<>> of;  // Ascending.
    std::vector<std::string_view> head;

    Classes()
    {
        for (std::string_view row : classes) {
            const int index = static_cast<int>(head.size());
            head.push_back(row.substr(0, row.find(' ')));
            while (!row.empty()) {
                const std::size_t end = std::min(row.find(' '), row.size());
                of[row.substr(0, end)].push_back(index);
                row.remove_prefix(std::min(end + 1, row.size()));
            }
        }
    }
};

const Classes& all()
{
    static const Classes instance;
    return instance;
}

}  // namespace

std::string_view nickname_class(std::string_view given)
{
    const auto found = all().of.find(given);
    if (found == all().of.end() || found->second.size() != 1) return given;
    return all().head[static_cast<std::size_t>(found->second.front())];
}

bool same_nickname_class(std::string_view a, std::string_view b)
{
    if (a == b) return true;
    const auto of_a = all().of.find(a);
    const auto of_b = all().of.find(b);
    if (of_a == all().of.end() || of_b == all().of.end()) return false;
    return std::any_of(of_a->second.begin(), of_a->second.end(), [&](int row) {
        return std::binary_search(of_b->second.begin(), of_b->second.end(), row);
    });
}

}  // namespace cx::unify

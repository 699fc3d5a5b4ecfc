#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wmisleading-indentation"
#include "unify/birth.hpp"
#include "unify/mailbox.hpp"
#include "unify/place.hpp"
#include "model/email.hpp"
#include "unify/text.hpp"
namespace cx::unify {
Place read_place(const json::Value& address){ Place p; p.postcode=address.text_of("postal_code"); p.locality=encode(fold(address.text_of("locality"))); 
 std::string out; for(char c: p.postcode) if(c!=' '&&c!='-') out+=(char)tolower(c); p.postcode=out; return p;}
PlaceMatch compare_places(const Place&a,const Place&b){ if(!a.postcode.empty()&&!b.postcode.empty()){ if(a.postcode==b.postcode) return PlaceMatch::postcode; if(edits(a.postcode,b.postcode,1)<=1) return PlaceMatch::near;}
 if(!a.locality.empty()&&!b.locality.empty()) return a.locality==b.locality?PlaceMatch::locality:PlaceMatch::differ; if(!a.postcode.empty()&&!b.postcode.empty()) return PlaceMatch::differ; return PlaceMatch::unknown;}
}

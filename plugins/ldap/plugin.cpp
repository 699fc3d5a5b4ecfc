// What the library offers.
#include "ldap/source.hpp"

CX_PLUGIN(directory::LdapSource, directory::source_options, "ldap", "Entries of an LDAP directory.")

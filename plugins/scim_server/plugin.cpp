// What the library offers.
#include "scim_server/receiver.hpp"

CX_PLUGIN(scim_server::ScimReceiver, scim_server::receiver_options, "scim_server",
          "Users that an identity provider provisions by SCIM 2.0.")

#include "segment/receiver.hpp"

#include <cx/plugin.hpp>

CX_PLUGIN(segment::SegmentReceiver, cx::no_options, "segment",
          "What web sites, apps and servers tell by the Segment tracking API.")

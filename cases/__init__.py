"""Support files: circle, agreements to share, the access rule, the plan."""

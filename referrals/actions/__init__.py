"""Everything that changes a referral, one module a side: sending, answering, ending, the thread."""

"""Campaign (营销活动): its five periods, its rules and what may be promised."""

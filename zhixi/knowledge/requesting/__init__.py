"""Knowledge requests (知识需求单): where they stand, what became of them, how timely they were."""

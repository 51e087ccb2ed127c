"""Case (案例): what happened on a call, what was right or wrong, the lesson."""

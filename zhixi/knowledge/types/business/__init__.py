"""Business knowledge (业务知识): who may, where, with what, at what price."""

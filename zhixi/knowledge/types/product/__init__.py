"""Product (产品): on sale, or withdrawn but valid for its holders."""

import json
from pathlib import Path
from typing import Any

import pytest

from zhixi.search.measuring import measure_retrieval

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "retrieval"
KEYS = ["docs", "queries", "hit@1", "hit@3", "hit@10", "mrr@10", "ndcg@10", "p50_ms", "p95_ms"]


def judged(folder: Path, **files: list[dict[str, Any]]) -> Path:
    folder.mkdir()
    for name, rows in files.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return judged(
        tmp_path / "small",
        docs=[
            {"id": "a", "title": "信用卡挂失", "body": "拨打热线办理。"},
            {"id": "b", "title": "借记卡销户", "body": ""},
            {"id": "c", "title": "贷款利率", "body": ""},
        ],
        queries=[
            {"id": "q1", "text": "信用卡丢了怎么挂失"},
            {"id": "q2", "text": "大妈不要这张塑料片片了"},
            {"id": "q3", "text": "没有判定的问题"},
        ],
        qrels=[
            {"query_id": "q1", "doc_id": "a", "grade": 2},
            {"query_id": "q2", "doc_id": "b", "grade": 1},
            {"query_id": "q3", "doc_id": "c", "grade": 0},
        ],
    )


def test_it_works(small: Path) -> None:
    result = measure_retrieval(small)

    assert list(result) == [*KEYS, "mode"]
    assert (result["docs"], result["queries"], result["mode"]) == (3, 2, "lexical")
    assert result["hit@1"] == result["mrr@10"] == result["ndcg@10"] == 0.5
    assert 0 < result["p50_ms"] <= result["p95_ms"]


def test_learned_phrasings_help(small: Path, tmp_path: Path) -> None:
    year = judged(
        tmp_path / "year",
        queries=[{"id": "y", "text": "不要这张塑料片了"}],
        qrels=[{"query_id": "y", "doc_id": "b", "grade": 1}],
    )

    assert measure_retrieval(small, year)["hit@1"] == 1.0


@pytest.mark.slow
@pytest.mark.parametrize(("name", "at_least"), [("ths_dev", 0.52), ("esun_dev", 0.78)])
def test_real_questions_find_their_answers(name: str, at_least: float) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"no judged set {name} beside the project: ../shared/data is absent")

    assert measure_retrieval(SHARED / name)["hit@1"] >= at_least

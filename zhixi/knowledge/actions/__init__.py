"""Writing knowledge: drafts, handing in, what follows a decision, placement."""

from zhixi.knowledge.actions.attending import attend, leave, sweep_presences
from zhixi.knowledge.actions.drafting import (
    DraftItem,
    UnableToEdit,
    reopen,
    save_draft,
    write_drafts,
)
from zhixi.knowledge.actions.handing import hand_in, hand_in_all, note
from zhixi.knowledge.actions.loading import UnableToLoad, load_initially
from zhixi.knowledge.actions.placing import (
    UnableToPlace,
    change_section,
    narrow,
    narrow_section,
    section_at,
)
from zhixi.knowledge.actions.publishing import refold
from zhixi.knowledge.actions.redacting import ask_removal
from zhixi.knowledge.actions.reshaping import (
    UnableToReshape,
    copy,
    merge,
    split,
    submit_tied,
    untie,
)
from zhixi.knowledge.actions.restoring import restore
from zhixi.knowledge.actions.sections import (
    close_section,
    create_section,
    merge_sections,
    reopen_section,
)
from zhixi.knowledge.actions.submitting import UnableToSubmit, submit, withdraw
from zhixi.knowledge.actions.uploading import (
    Misplaced,
    UnableToUpload,
    begin_upload,
    drop_upload,
    finish_upload,
    sweep_files,
    sweep_uploads,
    take_file,
    take_piece,
    upload_of,
)
from zhixi.knowledge.actions.watching import (
    UnableToWatch,
    drop_wording,
    keep_wording,
    set_levels,
)
from zhixi.knowledge.actions.writing import Superseded, begin, keep

__all__ = [
    "DraftItem",
    "Misplaced",
    "Superseded",
    "UnableToEdit",
    "UnableToLoad",
    "UnableToPlace",
    "UnableToReshape",
    "UnableToSubmit",
    "UnableToUpload",
    "UnableToWatch",
    "ask_removal",
    "attend",
    "begin",
    "begin_upload",
    "change_section",
    "close_section",
    "copy",
    "create_section",
    "drop_upload",
    "drop_wording",
    "finish_upload",
    "hand_in",
    "hand_in_all",
    "keep",
    "keep_wording",
    "leave",
    "load_initially",
    "merge",
    "merge_sections",
    "narrow",
    "narrow_section",
    "note",
    "refold",
    "reopen",
    "reopen_section",
    "restore",
    "save_draft",
    "section_at",
    "set_levels",
    "split",
    "submit",
    "submit_tied",
    "sweep_files",
    "sweep_presences",
    "sweep_uploads",
    "take_file",
    "take_piece",
    "untie",
    "upload_of",
    "withdraw",
    "write_drafts",
]

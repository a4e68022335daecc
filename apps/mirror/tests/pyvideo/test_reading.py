import io
import os
import tarfile
from pathlib import Path

import pytest

from apps.mirror.errors import BrokenArchive, NotAnArchive
from apps.mirror.pyvideo import reading, tars
from apps.mirror.pyvideo.reading import Archive
from apps.mirror.tests.archives import as_bytes, talk, write_event, write_tar

FILES = {
    "b-2014/videos/two.json": b"2",
    "a-2013/category.json": b"{}",
    "b-2014/category.json": b"{}",
    "a-2013/videos/one.json": b"1",
}


def contents(path: Path) -> dict[str, dict[str, bytes | None]]:
    with Archive(path) as archive:
        return {
            event.key: {stem: file.data for stem, file in event.talks.items()}
            for event in archive.events()
        }


def problems(path: Path) -> list[tuple[str, str]]:
    with Archive(path) as archive:
        return [(problem.path, problem.reason) for problem in archive.layout.problems]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_of_any_compression_gives_events_in_order(tmp_path: Path, mode: str) -> None:
    path = write_tar(tmp_path / "archive", FILES, mode=mode)
    assert list(contents(path).items()) == [("a-2013", {"one": b"1"}), ("b-2014", {"two": b"2"})]


def test_a_folder_gives_the_same_as_its_tar(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / "folder" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "folder" / name).write_bytes(data)
    assert contents(tmp_path / "folder") == contents(write_tar(tmp_path / "archive.tar", FILES))


def test_a_folder_around_the_repository_is_looked_through(tmp_path: Path) -> None:
    wrapped = {f"data-main/{name}": data for name, data in FILES.items()}
    wrapped["data-main/NO_PUBLISH.json"] = b"[1]"
    wrapped["stray/category.json"] = b"{}"
    path = write_tar(tmp_path / "archive.tar.xz", wrapped)
    assert contents(path).keys() == {"a-2013", "b-2014"}
    assert problems(path) == [("stray/category.json", "not beside the other events: skipped")]
    with Archive(path) as archive:
        assert archive.opt_outs
        assert archive.opt_outs.data == b"[1]"


def test_one_events_folder_is_an_archive_that_still_honours_the_list_beside_it(
    tmp_path: Path,
) -> None:
    folder = write_event(tmp_path, "a-2013", {"one": talk()})
    write_event(tmp_path, "b-2014", {"two": talk()})
    (tmp_path / "NO_PUBLISH.json").write_text("[7]")
    assert contents(folder).keys() == {"a-2013"}
    with Archive(folder) as archive:
        assert archive.opt_outs
        assert archive.opt_outs.data == b"[7]"


def test_a_tar_made_inside_an_events_folder_is_named_by_its_file(tmp_path: Path) -> None:
    files = {"./category.json": b"{}", "./videos/one.json": b"1"}
    assert contents(write_tar(tmp_path / "a-2013.tar.gz", files, mode="w:gz")) == {
        "a-2013": {"one": b"1"}
    }


@pytest.mark.parametrize(
    "name", ["../evil-2013/videos/x.json", "/etc/videos/x.json", "a-2013/../../videos/x.json"]
)
def test_paths_that_lead_out_are_reported_and_not_followed(tmp_path: Path, name: str) -> None:
    path = write_tar(tmp_path / "archive.tar.xz", {**FILES, name: b"evil"})
    assert contents(path) == {"a-2013": {"one": b"1"}, "b-2014": {"two": b"2"}}
    assert [reason for _, reason in problems(path)] == ["leads out of the archive: skipped"]


def test_links_and_devices_in_a_tar_are_reported_and_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "archive.tar"
    with tarfile.open(path, "w") as tar:
        for name, kind in {
            "s": tarfile.SYMTYPE,
            "h": tarfile.LNKTYPE,
            "d": tarfile.CHRTYPE,
        }.items():
            member = tarfile.TarInfo(f"a-2013/videos/{name}.json")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        member = tarfile.TarInfo("a-2013/category.json")
        member.size = 2
        tar.addfile(member, io.BytesIO(b"{}"))
    assert contents(path) == {"a-2013": {}}
    assert {reason for _, reason in problems(path)} == {"a link or a device: not followed"}


def test_links_in_a_folder_are_reported_and_not_followed(tmp_path: Path) -> None:
    folder = write_event(tmp_path / "archive", "a-2013", {"one": talk()})
    (tmp_path / "secret.json").write_text("{}")
    (folder / "videos" / "two.json").symlink_to(tmp_path / "secret.json")
    os.mkfifo(folder / "videos" / "three.json")
    (tmp_path / "archive" / "b-2014").symlink_to(folder)
    assert list(contents(tmp_path / "archive")["a-2013"]) == ["one"]
    assert problems(tmp_path / "archive") == [
        ("a-2013/videos/three.json", "a link or a device: not followed"),
        ("a-2013/videos/two.json", "a link or a device: not followed"),
    ]


def test_empty_folders_and_odd_files_are_reported(tmp_path: Path) -> None:
    folder = write_event(tmp_path, "a-2013", {"one": talk()})
    (folder / "videos" / "notes.txt").write_text("")
    (folder / "videos" / "deeper").mkdir()
    (folder / "videos" / "deeper" / "two.json").write_text("{}")
    (tmp_path / "b-2014" / "videos").mkdir(parents=True)
    (tmp_path / "c-2015").mkdir()
    (tmp_path / ".git").mkdir()
    assert contents(tmp_path).keys() == {"a-2013"}
    assert sorted(problems(tmp_path)) == [
        ("a-2013/videos/deeper/two.json", "not a talk (videos/*.json): skipped"),
        ("a-2013/videos/notes.txt", "not a talk (videos/*.json): skipped"),
        ("b-2014", "an empty event folder: skipped"),
        ("c-2015", "an empty event folder: skipped"),
    ]


def test_a_name_that_is_not_utf_8_is_read_under_a_mended_one(tmp_path: Path) -> None:
    folder = write_event(tmp_path, "a-2013", {})
    (folder / "videos" / os.fsdecode(b"caf\xe9.json")).write_bytes(b"1")
    assert contents(tmp_path) == {"a-2013": {"caf\ufffd": b"1"}}


def test_a_file_that_is_too_large_is_named_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 3)
    write_event(tmp_path / "folder", "a-2013", {"huge": b"1234", "fine": b"123"}, category=b"{}")
    tar = write_tar(
        tmp_path / "a.tar", {"a-2013/videos/huge.json": b"1234", "a-2013/videos/fine.json": b"123"}
    )
    for path in (tmp_path / "folder", tar):
        assert contents(path) == {"a-2013": {"fine": b"123", "huge": None}}


def test_a_bomb_is_refused_before_it_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tars, "LARGEST_ARCHIVE", 1024**2)
    path = write_tar(tmp_path / "archive.tar.xz", {"a-2013/videos/x.json": bytes(8 * 1024**2)})
    with pytest.raises(BrokenArchive, match="unpacks to more than"):
        Archive(path)


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_truncated_archive_is_refused_as_a_whole(tmp_path: Path, mode: str, part: float) -> None:
    files = {f"a-2013/videos/{n}.json": os.urandom(2000) for n in range(9)}
    whole = write_tar(tmp_path / "whole", files, mode=mode).read_bytes()
    # A plain tar is padded with zeros; what is cut of them takes nothing away.
    end = len(whole) if mode != "w" else len(whole.rstrip(b"\0"))
    (tmp_path / "cut").write_bytes(whole[: int(end * part)])
    with pytest.raises(BrokenArchive):
        Archive(tmp_path / "cut")


def test_a_tar_cut_between_two_members_is_not_taken_for_a_shorter_one(tmp_path: Path) -> None:
    whole = write_tar(tmp_path / "whole", FILES, mode="w").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: 4 * tarfile.BLOCKSIZE])
    with pytest.raises(BrokenArchive, match="no end mark"):
        Archive(tmp_path / "cut")


def test_a_damaged_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    whole = bytearray(write_tar(tmp_path / "whole", FILES, mode="w").read_bytes())
    whole[2 * tarfile.BLOCKSIZE + 148] = 0xAA  # the second member's checksum
    (tmp_path / "damaged").write_bytes(whole)
    with pytest.raises(BrokenArchive):
        Archive(tmp_path / "damaged")


def test_what_is_no_archive_says_so_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("not a tar " * 200)
    (tmp_path / "nothing").touch()
    os.mkfifo(tmp_path / "pipe")
    for name, message in {
        "missing": "No such file",
        "empty": "No event in it",
        "text": "not a sound tar",
        "nothing": "not a sound tar",
        "pipe": "neither a folder nor a tar",
    }.items():
        with pytest.raises((NotAnArchive, BrokenArchive), match=message) as caught:
            Archive(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_equal_files_have_equal_digests_and_others_have_not(tmp_path: Path) -> None:
    write_event(tmp_path, "a-2013", {"one": talk(), "same": talk(), "other": talk(title="x")})
    with Archive(tmp_path) as archive:
        talks = next(archive.events()).talks
    assert talks["one"].digest == talks["same"].digest != talks["other"].digest
    assert talks["one"].data == as_bytes(talk())

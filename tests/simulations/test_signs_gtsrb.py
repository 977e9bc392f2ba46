"""A learner's own photographs: read where they are GTSRB, refused in a sentence where they are not."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from simulations.parameters import ParameterError
from simulations.signs import gtsrb
from simulations.signs.classes import CLASSES, NUMBER
from simulations.signs.gtsrb import load_folder, picture
from simulations.signs.scenes import photographed, posed

LIST = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\n"


def flat(colour, size=(40, 50)):
    return Image.new("RGB", size, colour)


def framed(inside, outside, size=50, region=(10, 10, 39, 39)):
    """A photograph whose sign, by the list, is one colour, and all around it another."""
    image = flat(outside, (size, size))
    image.paste(inside, (region[0], region[1], region[2] + 1, region[3] + 1))
    return image


def put(folder, name, image):
    folder.mkdir(parents=True, exist_ok=True)
    image.save(folder / name)


def as_bytes(image, kind="PNG", **more):
    stream = io.BytesIO()
    image.save(stream, kind, **more)
    return stream.getvalue()


@pytest.fixture
def training(tmp_path):
    """``Final_Training`` as it is unpacked: stop (14), limit 30 (1), and a kind that is not ours (3)."""
    images = tmp_path / "GTSRB" / "Final_Training" / "Images"
    for number in (14, 1, 3):
        folder = images / f"{number:05d}"
        rows = []
        for index in range(3):
            put(folder, f"00000_0000{index}.ppm", framed((200, number, 0), "blue"))
            rows.append(f"00000_0000{index}.ppm;50;50;10;10;39;39;{number}\n")
        (folder / f"GT-{number:05d}.csv").write_text(LIST + "".join(rows))
    return tmp_path


def test_the_training_folder_gives_our_kinds_cut_to_the_sign(training):
    read = load_folder(training)
    assert read.images.shape == (6, 32, 32, 3)
    assert read.images.dtype == np.float32
    assert sorted(read.labels) == [NUMBER["stop"]] * 3 + [NUMBER["limit-30"]] * 3
    stop = read.images[read.labels == NUMBER["stop"]]
    assert np.allclose(stop, np.array([200, 14, 0]) / 255, atol=1e-6)
    assert read.skipped == {gtsrb.OTHER_KIND: 3}


@pytest.mark.parametrize("below", ["GTSRB", "GTSRB/Final_Training", "GTSRB/Final_Training/Images"])
def test_any_folder_above_the_photographs_will_do(training, below):
    assert len(load_folder(training / below).images) == 6


def test_the_test_photographs_are_named_by_a_list_beside_or_above_them(tmp_path):
    images = tmp_path / "Final_Test" / "Images"
    for index in range(3):
        put(images, f"{index:05d}.ppm", framed((0, 200, 0), "blue"))
    rows = "00000.ppm;50;50;10;10;39;39;14\n00001.ppm;50;50;10;10;39;39;40\n00002.ppm;50;50;10;10;39;39;33\n"
    (images / "GT-final_test.test.csv").write_text("Filename;Width;Height\n00000.ppm;50;50\n")
    for place in (images, images.parent):
        (place / "GT-final_test.csv").write_text(LIST + rows)
        read = load_folder(tmp_path)
        assert list(read.labels) == [NUMBER["stop"], NUMBER["turn-right"]]
        assert np.allclose(read.images, np.array([0, 200, 0]) / 255, atol=1e-6)
        (place / "GT-final_test.csv").unlink()


def test_copies_in_png_with_lists_of_paths_are_read(tmp_path):
    put(tmp_path / "Train" / "14", "a.png", framed((0, 200, 0), "blue"))
    put(tmp_path / "Test", "b.png", framed((0, 200, 0), "blue"))
    head = "Width,Height,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,ClassId,Path\n"
    (tmp_path / "Train.csv").write_text(head + "50,50,10,10,39,39,14,Train/14/a.png\n")
    (tmp_path / "Test.csv").write_text(head + "50,50,10,10,39,39,17,Test/b.png\n")
    read = load_folder(tmp_path)
    assert sorted(read.labels) == sorted([NUMBER["stop"], NUMBER["no-entry"]])
    assert np.allclose(read.images, np.array([0, 200, 0]) / 255, atol=1e-6)


def test_folders_named_by_the_number_of_the_class_are_enough(tmp_path):
    for number, ending in ((14, "png"), (2, "jpg"), (99, "png")):
        put(tmp_path / str(number), f"one.{ending}", flat("red"))
    put(tmp_path / "holiday", "one.png", flat("red"))
    read = load_folder(tmp_path)
    assert sorted(read.labels) == [NUMBER["stop"], NUMBER["limit-50"]]


def test_all_twelve_kinds_are_known_by_their_numbers(tmp_path):
    for one in CLASSES:
        put(tmp_path / f"{one.gtsrb:05d}", "one.ppm", flat("red"))
    assert sorted(load_folder(tmp_path).labels) == list(range(12))


def test_a_list_whose_photographs_were_scaled_still_cuts_out_the_sign(training):
    folder = training / "GTSRB/Final_Training/Images/00014"
    for file in folder.glob("*.ppm"):
        framed((0, 200, 0), "blue", 100, (20, 20, 79, 79)).save(file)
    read = load_folder(training)
    assert np.allclose(read.images[read.labels == NUMBER["stop"]], np.array([0, 200, 0]) / 255, atol=1e-6)


def test_a_region_that_makes_no_sense_takes_the_whole_photograph(tmp_path):
    folder = tmp_path / "00014"
    put(folder, "a.ppm", framed((0, 200, 0), (0, 0, 100)))
    for region in ("30;30;10;10", "10;10;99;39", "-4;0;20;20", ";;;", "x;1;2;3"):
        (folder / "GT-00014.csv").write_text(LIST + f"a.ppm;50;50;{region};14\n")
        image = load_folder(tmp_path).images[0]
        assert np.allclose(image[0, 0], (0, 0, 100 / 255), atol=1e-6)
        assert np.allclose(image[16, 16], (0, 200 / 255, 0), atol=1e-6)


def test_more_than_is_wanted_is_thinned_evenly(tmp_path):
    for number in (14, 1):
        for index in range(20 if number == 14 else 10):
            put(tmp_path / str(number), f"{index:02d}.png", flat("red"))
    read = load_folder(tmp_path, most=6)
    assert np.bincount(read.labels, minlength=12)[[NUMBER["stop"], NUMBER["limit-30"]]].tolist() == [4, 2]


def _claims(width, height):
    """A PNG that says it is so large, and holds nothing."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(("name", "data", "reason"), [
    ("empty.png", b"", gtsrb.UNREADABLE),
    ("words.ppm", b"this is no picture", gtsrb.UNREADABLE),
    ("cut.png", as_bytes(flat("red", (64, 64)))[:100], gtsrb.UNREADABLE),
    ("cut.jpg", as_bytes(Image.effect_noise((64, 64), 90), "JPEG")[:500], gtsrb.UNREADABLE),
    ("cut.ppm", b"P6 40 40 255\n" + bytes(100), gtsrb.UNREADABLE),
    ("odd.ppm", b"P6 40 minus 255\n" + bytes(100), gtsrb.UNREADABLE),
    ("other.png", as_bytes(flat("red"), "GIF"), gtsrb.UNREADABLE),
    ("bomb.png", _claims(60_000, 60_000), gtsrb.UNREADABLE),
    ("doubtful.png", _claims(10_000, 10_000), gtsrb.UNREADABLE),
    ("wide.png", _claims(5000, 100), gtsrb.ODD_SIZE),
    ("dot.png", as_bytes(flat("red", (7, 30))), gtsrb.ODD_SIZE),
    ("heavy.png", bytes(gtsrb.MEGABYTES * 2**20 + 1), gtsrb.TOO_HEAVY),
])
def test_a_file_that_is_no_good_photograph_is_counted_and_left_out(tmp_path, name, data, reason):
    put(tmp_path / "14", "good.png", flat("red"))
    (tmp_path / "14" / name).write_bytes(data)
    read = load_folder(tmp_path)
    assert len(read.images) == 1
    assert read.skipped == {reason: 1}


def test_a_list_is_not_trusted(tmp_path):
    inside = tmp_path / "data" / "00014"
    put(inside, "good.ppm", flat("red"))
    put(tmp_path, "secret.ppm", flat("red"))
    rows = ["good.ppm;50;50;1;1;40;40;14", "gone.ppm;50;50;1;1;40;40;14", "../../secret.ppm;;;;;;;14",
            f"{tmp_path}/secret.ppm;50;50;1;1;40;40;14", "list.py;50;50;1;1;40;40;14", "good.ppm;50", "",
            "good.ppm;50;50;1;1;40;40;" + "9" * 5000]
    (inside / "GT-00014.csv").write_text(LIST + "\n".join(rows))
    read = load_folder(tmp_path / "data")
    assert len(read.images) == 1
    assert read.skipped == {gtsrb.NOT_THERE: 1}


@pytest.mark.parametrize("data", [
    b"\xff\xfe\x00bad", b"", b"Filename;ClassId\n\x00;14\n", b"ClassId\n14\n",
    b'Filename;ClassId\n"' + b"x" * 200_000,
])
def test_a_broken_list_leaves_the_folder_of_the_class(tmp_path, data):
    put(tmp_path / "00014", "good.ppm", flat("red"))
    (tmp_path / "00014" / "GT-00014.csv").write_bytes(data)
    assert len(load_folder(tmp_path).images) == 1


def test_links_are_not_followed(tmp_path):
    put(tmp_path / "elsewhere" / "14", "one.png", flat("red"))
    put(tmp_path / "data" / "1", "one.png", flat("red"))
    (tmp_path / "data" / "14").symlink_to(tmp_path / "elsewhere" / "14")
    (tmp_path / "data" / "1" / "two.png").symlink_to(tmp_path / "elsewhere" / "14" / "one.png")
    assert list(load_folder(tmp_path / "data").labels) == [NUMBER["limit-30"]]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ParameterError, match=r"There is no folder .*nowhere: give the folder"):
        load_folder(tmp_path / "nowhere")


def test_a_folder_that_is_not_gtsrb_is_told_what_was_looked_for(tmp_path):
    put(tmp_path / "holiday", "beach.png", flat("red"))
    with pytest.raises(ParameterError, match=r"does not look like GTSRB\. Looked for: .*00014.*ClassId"):
        load_folder(tmp_path)


def test_a_folder_without_our_kinds_is_told_what_it_holds(tmp_path):
    put(tmp_path / "3", "one.png", flat("red"))
    put(tmp_path / "14", "one.png", flat("red", (4, 4)))
    with pytest.raises(ParameterError, match=r"no photograph .*: 1 of a kind .*, 1 narrower than 8"):
        load_folder(tmp_path)


def test_at_least_one_photograph_is_asked_for(tmp_path):
    with pytest.raises(ParameterError, match=r"most must be at least 1 \(got 0\)"):
        load_folder(tmp_path, most=0)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PPM"])
def test_one_picture_is_scaled_to_what_a_model_takes(kind):
    large = photographed(posed(0, 1), size=192)[0]
    data = as_bytes(Image.fromarray((large * 255).round().astype(np.uint8)), kind)
    image = picture(data)
    assert image.shape == (1, 32, 32, 3)
    assert image.dtype == np.float32
    assert np.abs(image[0] - large.reshape(32, 6, 32, 6, 3).mean(axis=(1, 3))).mean() < 0.03


def test_of_a_picture_that_is_not_square_the_middle_is_taken():
    wide = flat("blue", (90, 30))
    wide.paste("red", (30, 0, 60, 30))
    assert np.allclose(picture(as_bytes(wide))[0, :, 1:-1], (1, 0, 0))


def test_a_picture_is_turned_upright_and_set_before_grey():
    sideways = flat("blue", (40, 40))
    sideways.paste("red", (0, 0, 20, 40))
    orientation = Image.Exif()
    orientation[0x0112] = 6  # turn by a quarter, clockwise: the left becomes the top
    upright = picture(as_bytes(sideways, exif=orientation))[0]
    assert np.allclose(upright[4], (1, 0, 0), atol=0.01)
    assert np.allclose(upright[28], (0, 0, 1), atol=0.01)
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    assert np.allclose(picture(as_bytes(clear)), 128 / 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "I;16", "LA", "CMYK"])
def test_pictures_of_any_colours_are_read(mode):
    image = flat("white").convert("L").convert(mode) if mode != "I;16" else Image.new("I;16", (40, 40), 65535)
    assert picture(as_bytes(image, "JPEG" if mode == "CMYK" else "PNG")).shape == (1, 32, 32, 3)


@pytest.mark.parametrize(("data", "sentence"), [
    (b"", "must be a PNG, JPEG or PPM file"),
    (b"%PDF-1.7 something", "must be a PNG, JPEG or PPM file"),
    (as_bytes(flat("red"), "GIF"), "must be a PNG, JPEG or PPM file"),
    (as_bytes(flat("red", (7, 30))), r"between 8 and 4,096 pixels wide and high \(got 7 x 30\)"),
    (_claims(5000, 5000), r"between 8 and 4,096 pixels wide and high \(got 5,000 x 5,000\)"),
    (_claims(60_000, 60_000), r"between 8 and 4,096 pixels wide and high \(got more\)"),
    (_claims(10_000, 10_000), "between 8 and 4,096 pixels"),
    (bytes(gtsrb.MEGABYTES * 2**20 + 1), r"smaller than 5 MB \(got 5\.0 MB\)"),
    (as_bytes(flat("red", (64, 64)))[:100], "is damaged"),
    (as_bytes(Image.effect_noise((64, 64), 90), "JPEG")[:500], "is damaged"),
    (b"P6 40 40 255\n" + bytes(100), "is damaged"),
])
def test_a_picture_that_cannot_be_used_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(ParameterError, match=sentence) as refused:
        picture(data)
    assert len(refused.value.faults) == 1

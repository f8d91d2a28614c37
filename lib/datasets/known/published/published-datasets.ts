import type { Checksum } from "../../download/disk/checksum.ts";
import type { PlaceEntry } from "../archives/entry-place.ts";
import { unpackArchives } from "../archives/unpack-archives.ts";
import type { DatasetArchive, KnownDataset } from "../known-dataset.ts";
import { DTD_CLASSES, EUROSAT_CLASSES, IMAGENETTE_CLASSES, PET_CLASSES } from "./class-names.ts";

/**
 * Data sets by address and checksum. None of them could be downloaded where this list was made: addresses, sizes and
 * checksums are as others have published them, layouts as others read them.
 *
 * @see TensorFlow Datasets 4.9.10 (its wheel): `checksums.tsv` and `url_checksums/*.txt` for addresses, sizes and sha256,
 *   the builders for layouts; torchvision 0.29.2 (its wheel): `datasets/eurosat.py` for EuroSAT's address and md5
 */
export const PUBLISHED_DATASETS: readonly KnownDataset[] = [
  {
    name: "beans",
    title: "Beans: leaves with two diseases, and healthy ones",
    classNames: ["angular_leaf_spot", "bean_rust", "healthy"],
    // The validation part is left out.
    pictures: 1162,
    split: "published",
    archives: [
      archive("beans-train.zip", "https://storage.googleapis.com/ibeans/train.zip", 143_812_152, {
        sha256: "284fe8456ce20687f4367ae7ad94a64577e7f9fde2c2c6b1c74340ab5dc82715",
      }),
      archive("beans-test.zip", "https://storage.googleapis.com/ibeans/test.zip", 17_708_541, {
        sha256: "ca67b15d960d1e2fd9d23fd8498ce86818ead90755c630a43baf19ec4af09312",
      }),
    ],
    terms: "MIT licence.",
    origin: "https://github.com/AI-Lab-Makerere/ibean/",
    unpack: unpackArchives(placeBeans("train"), placeBeans("test")),
  },
  {
    name: "cats-vs-dogs",
    title: "Cats against dogs: photos from an animal shelter's site",
    classNames: ["cat", "dog"],
    pictures: 25_000,
    split: "none",
    archives: [
      archive(
        "kagglecatsanddogs_5340.zip",
        "https://download.microsoft.com/download/3/E/1/3E1C3F21-ECDB-4869-8368-6DEBA77B919F/kagglecatsanddogs_5340.zip",
        824_887_076,
        { sha256: "b7974bd00a84a99921f36ee4403f089853777b5ae8d151c76a86e64900334af9" },
      ),
    ],
    terms:
      "Microsoft's terms, which come with the archive and stay with the pictures; some pictures cannot be read.",
    origin: "https://www.microsoft.com/en-us/download/details.aspx?id=54765",
    unpack: unpackArchives((path) => {
      const [, name, file] = /^PetImages\/(Cat|Dog)\/(\d+\.jpg)$/.exec(path) ?? [];
      if (name !== undefined) return `${name.toLowerCase()}/${file}`;
      return /^[^/]+\.(?:txt|docx)$/.test(path) ? path : undefined;
    }),
  },
  {
    name: "dtd",
    title: "Describable Textures: 47 kinds of texture",
    classNames: DTD_CLASSES,
    // Its ten splits are not used.
    pictures: 5640,
    split: "none",
    archives: [
      archive(
        "dtd-r1.0.1.tar.gz",
        "https://www.robots.ox.ac.uk/~vgg/data/dtd/download/dtd-r1.0.1.tar.gz",
        625_239_812,
        { sha256: "e42855a52a4950a3b59612834602aa253914755c95b0cff9ead6d07395f8e205" },
      ),
    ],
    terms: "For research.",
    origin: "https://www.robots.ox.ac.uk/~vgg/data/dtd/",
    unpack: unpackArchives((path) => /^dtd\/images\/([a-z-]+\/[a-z-]+_\d+\.jpg)$/.exec(path)?.[1]),
  },
  {
    name: "eurosat",
    title: "EuroSAT: land use from the satellite Sentinel-2, 64x64 pixels",
    classNames: EUROSAT_CLASSES,
    pictures: 27_000,
    split: "none",
    archives: [
      archive(
        "EuroSAT.zip",
        "https://huggingface.co/datasets/torchgeo/eurosat/resolve/c877bcd43f099cd0196738f714544e355477f3fd/EuroSAT.zip",
        94_280_567,
        { md5: "c8fa014336c82ac7804f0398fcb19387" },
      ),
    ],
    terms: "MIT licence; the satellite's data are free and open (Copernicus).",
    origin: "https://github.com/phelber/EuroSAT",
    unpack: unpackArchives((path) => /^2750\/([A-Za-z]+\/[A-Za-z]+_\d+\.jpg)$/.exec(path)?.[1]),
  },
  {
    name: "flower-photos",
    title: "Flower photos: daisies, dandelions, roses, sunflowers, tulips",
    classNames: ["daisy", "dandelion", "roses", "sunflowers", "tulips"],
    pictures: 3670,
    split: "none",
    archives: [
      archive(
        "flower_photos.tgz",
        "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz",
        228_813_984,
        { sha256: "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c" },
      ),
    ],
    terms: "CC BY; LICENSE.txt, which stays with the pictures, names the photographers.",
    origin: "https://www.tensorflow.org/tutorials/load_data/images",
    unpack: unpackArchives(
      (path) => /^flower_photos\/([a-z]+\/[^/.][^/]*\.jpg|LICENSE\.txt)$/.exec(path)?.[1],
    ),
  },
  {
    name: "horses-or-humans",
    title: "Horses or humans: computer-generated, 300x300 pixels",
    classNames: ["horses", "humans"],
    pictures: 1283,
    split: "published",
    archives: [
      archive(
        "horse-or-human.zip",
        "https://storage.googleapis.com/download.tensorflow.org/data/horse-or-human.zip",
        149_574_867,
        { sha256: "e2e6f70d3d549c5dd10a57165e55af253ee66ad750403f95c0fb76bb943633a9" },
      ),
      archive(
        "validation-horse-or-human.zip",
        "https://storage.googleapis.com/download.tensorflow.org/data/validation-horse-or-human.zip",
        11_480_187,
        { sha256: "ae5fff2f4f5554791f05358108e2e05d9801b191f1896ea101402f0e7f6c32c0" },
      ),
    ],
    terms: "CC BY 2.0, by its page.",
    origin: "https://laurencemoroney.com/horses-or-humans-dataset",
    unpack: unpackArchives(placeHorses("train"), placeHorses("test")),
  },
  {
    name: "imagenette",
    title: "Imagenette: ten easy classes of ImageNet, 160 pixels",
    classNames: [...IMAGENETTE_CLASSES.values()].sort(),
    pictures: 13_394,
    split: "published",
    archives: [
      archive(
        "imagenette2-160.tgz",
        "https://s3.amazonaws.com/fast-ai-imageclas/imagenette2-160.tgz",
        99_003_388,
        {
          sha256: "64d0c4859f35a461889e0147755a999a48b49bf38a7e0f9bd27003f10db02fe5",
        },
      ),
    ],
    terms: "Photos of ImageNet: for research and teaching, not for business.",
    origin: "https://github.com/fastai/imagenette",
    unpack: unpackArchives((path) => {
      const [, part, id, file] =
        /^imagenette2-160\/(train|val)\/(n\d+)\/([^/.][^/]*\.JPEG)$/.exec(path) ?? [];
      const className = IMAGENETTE_CLASSES.get(id ?? "");
      return className === undefined ? undefined : `${part === "val" ? "test" : part}/${className}/${file}`;
    }),
  },
  {
    name: "oxford-pets",
    title: "Oxford-IIIT pets: 37 breeds of cats and dogs",
    classNames: PET_CLASSES,
    // Its lists of trainval and test are in another archive, and are not used.
    pictures: 7390,
    split: "none",
    archives: [
      archive(
        "oxford-pets-images.tar.gz",
        "https://thor.robots.ox.ac.uk/~vgg/data/pets/images.tar.gz",
        791_918_971,
        {
          sha256: "67195c5e1c01f1ab5f9b6a5d22b8c27a580d896ece458917e61d459337fa318d",
        },
      ),
    ],
    terms: "CC BY-SA 4.0.",
    origin: "https://www.robots.ox.ac.uk/~vgg/data/pets/",
    unpack: unpackArchives((path) => {
      const [, breed, number] = /^images\/([A-Za-z_]+)_(\d+)\.jpg$/.exec(path) ?? [];
      return breed === undefined ? undefined : `${breed}/${breed}_${number}.jpg`;
    }),
  },
  {
    name: "rock-paper-scissors",
    title: "Rock, paper, scissors: computer-generated hands, 300x300 pixels",
    classNames: ["paper", "rock", "scissors"],
    pictures: 2892,
    split: "published",
    archives: [
      archive("rps.zip", "https://storage.googleapis.com/download.tensorflow.org/data/rps.zip", 200_682_221, {
        sha256: "c2403444395842ad04c53612bad54b574443eae17a0723117a2ff87b9d72194f",
      }),
      archive(
        "rps-test-set.zip",
        "https://storage.googleapis.com/download.tensorflow.org/data/rps-test-set.zip",
        29_516_758,
        { sha256: "c27ab9fa43ce40b2e453de711365b477f4424586edf0388116674fd320f07503" },
      ),
    ],
    terms: "CC BY 2.0, by its page.",
    origin: "https://laurencemoroney.com/rock-paper-scissors-dataset",
    unpack: unpackArchives(placeHands("rps", "train"), placeHands("rps-test-set", "test")),
  },
];

function archive(
  file: string,
  url: string,
  sizeBytes: number,
  sum: { readonly sha256: string } | { readonly md5: string },
): DatasetArchive {
  const checksum: Checksum =
    "md5" in sum ? { algorithm: "md5", digest: sum.md5 } : { algorithm: "sha256", digest: sum.sha256 };
  return { file, sizeBytes, checksum, from: { url } };
}

function placeBeans(part: "train" | "test"): PlaceEntry {
  return (path) => {
    const [, picture] =
      /(?:^|\/)((?:angular_leaf_spot|bean_rust|healthy)\/[^/.][^/]*\.jpg)$/.exec(path) ?? [];
    // What macOS adds to a zip has the names of the pictures too.
    return picture === undefined || path.startsWith("__MACOSX/") ? undefined : `${part}/${picture}`;
  };
}

function placeHorses(part: "train" | "test"): PlaceEntry {
  return (path) => {
    const [, picture] = /^((?:horses|humans)\/[\w-]+\.png)$/.exec(path) ?? [];
    return picture === undefined ? undefined : `${part}/${picture}`;
  };
}

function placeHands(top: "rps" | "rps-test-set", part: "train" | "test"): PlaceEntry {
  return (path) => {
    const [, folder, picture] =
      /^(rps|rps-test-set)\/((?:rock|paper|scissors)\/[\w-]+\.png)$/.exec(path) ?? [];
    return folder === top ? `${part}/${picture}` : undefined;
  };
}

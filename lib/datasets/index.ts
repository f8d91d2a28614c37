export { cacheFolder } from "./cache-folder.ts";
export { contentHash } from "./content-hash.ts";
export { DatasetError, type ImageDataset, type ImageItem, type SkippedImage } from "./image-dataset.ts";
export { IMAGE_EXTENSIONS, type ImageFolderOptions, imageFiles, imageFolder } from "./image-folder.ts";
export { exampleImages, loadImages, loadSamples } from "./load-images.ts";
export { type ImageBatch, type ReadImagesOptions, readImages } from "./read-images.ts";
export { type Photo, readPhotos } from "./read-photos.ts";
export { type DatasetSplit, splitDataset } from "./split-dataset.ts";
export { thumbnailsOf } from "./thumbnails.ts";

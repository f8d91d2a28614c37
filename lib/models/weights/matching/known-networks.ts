/** Layer names that only one published network has, most telling first. */
const TELLING_LAYERS: readonly (readonly [layer: RegExp, network: string])[] = [
  [/^res2a_branch2a$/, "ResNet50 in the layout before Keras 2.2 (other layer names and another order)"],
  [/^conv4_block36_preact_bn$/, "ResNet152V2"],
  [/^conv4_block23_preact_bn$/, "ResNet101V2"],
  [/^conv2_block1_preact_bn$/, "ResNet50V2"],
  [/^conv4_block36_1_conv$/, "ResNet152"],
  [/^conv4_block23_1_conv$/, "ResNet101"],
  [/^conv5_block32_concat$/, "DenseNet169 or DenseNet201"],
  [/^conv5_block16_concat$/, "DenseNet121"],
  [/^conv5_block3_3_conv$/, "ResNet50"],
  [/^block5_conv4$/, "VGG19"],
  [/^block5_conv3$/, "VGG16"],
  [/^block14_sepconv2$/, "Xception"],
  [/^block_16_project$/, "MobileNetV2"],
  [/^conv_pw_13$/, "MobileNet"],
  [/^block7a_project_conv$/, "an EfficientNet"],
  [/^conv2d_203$/, "InceptionResNetV2"],
  [/^conv2d_9[34]$/, "InceptionV3"],
  [/^normal_(conv|A)/, "a NASNet"],
  [/^convnext_/, "a ConvNeXt"],
];

/**
 * Names the published network whose layer names these are.
 *
 * @returns undefined when they are of no network known here.
 * @example recognizeNetwork(["block1_conv1", "block5_conv3"]); // "VGG16"
 */
export function recognizeNetwork(layerNames: readonly string[]): string | undefined {
  return TELLING_LAYERS.find(([layer]) => layerNames.some((name) => layer.test(name)))?.[1];
}

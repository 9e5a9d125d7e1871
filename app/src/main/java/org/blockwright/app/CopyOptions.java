package org.blockwright.app;

import org.blockwright.data.copies.Recipe;
import picocli.CommandLine.Option;

/** The options for augmented copies. */
final class CopyOptions {
  @Option(
      names = "--augment",
      order = 2,
      paramLabel = "STEPS",
      description =
          "article (default): rotated, reflected, cropped and blurred copies; article=left-right to"
              + " reflect only the sides; or steps as in training, such as flip,rotate=10")
  private String augment = Recipe.ARTICLE;

  @Option(
      names = "--copies",
      order = 3,
      paramLabel = "N",
      converter = Converters.PositiveInteger.class,
      description = "augmented copies of each image (default ${DEFAULT-VALUE})")
  private int copies = 4;

  Recipe recipe() {
    return Recipe.parse(augment, copies);
  }
}

package org.blockwright.data;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.augment.InModelAugmenter;
import org.blockwright.data.decode.Decoder;
import org.blockwright.data.decode.Image;
import org.blockwright.dsl.input.InModelAugmentation;

/** Loads samples; called on background threads. */
interface SampleLoader {
  /**
   * Writes the values of a sample to a buffer, from its position on.
   *
   * @param repetition how often the epoch has used the sample before
   * @return the reason why the file cannot be decoded; empty if it was decoded
   */
  Optional<String> load(Sample sample, int epoch, int repetition, FloatBuffer row);

  /** Decodes, resizes, augments and preprocesses images. */
  final class Augmented implements SampleLoader {
    private final ImagePreprocessor preprocessor;
    private final Augmentation augmentation;
    private final boolean hasInModelSteps;
    private final boolean hasSteps;
    private final InModelAugmenter inModel;
    private final long seed;

    Augmented(
        ImagePreprocessor preprocessor,
        Augmentation augmentation,
        InModelAugmentation inModel,
        long seed) {
      this.preprocessor = preprocessor;
      this.augmentation = augmentation;
      this.hasInModelSteps = !inModel.isEmpty();
      this.hasSteps = hasInModelSteps || !augmentation.isEmpty();
      this.inModel = new InModelAugmenter(inModel, seed);
      this.seed = seed;
    }

    @Override
    public Optional<String> load(Sample sample, int epoch, int repetition, FloatBuffer row) {
      // Another key, and so another random augmentation, for each repetition.
      String key = repetition == 0 ? sample.key() : sample.key() + "\n" + repetition;
      try {
        return Decoder.tryDecode(
                sample.image(), hasSteps ? preprocessor::resize : preprocessor::toColorMode)
            .match(
                image -> {
                  if (hasSteps) {
                    preprocessor.preprocess(augment(image, key, epoch), row);
                  } else {
                    preprocessor.resizeAndPreprocess(image, row);
                  }
                  return Optional.empty();
                },
                Optional::of);
      } catch (OutOfMemoryError e) {
        throw DataProblems.outOfMemory(sample.key(), e);
      }
    }

    private Image augment(Image image, String key, int epoch) {
      Image augmented = augmentation.apply(image, seed, epoch, key);
      if (!hasInModelSteps) {
        return augmented;
      }
      // The steps of a network get as many channels as its input has.
      boolean color = preprocessor.input().channels() == 3;
      return inModel.apply(color ? augmented.rgb() : augmented, epoch, key);
    }
  }
}

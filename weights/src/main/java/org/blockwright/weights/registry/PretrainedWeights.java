package org.blockwright.weights.registry;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.blockwright.base.UsageException;

/**
 * Weights as users name them: the default of a network, an entry of the registry, or a file. {@link
 * WeightsStore#locate} finds the file.
 */
public sealed interface PretrainedWeights {
  /** The default weights of the network, trained on ImageNet. */
  PretrainedWeights IMAGENET = new Default();

  /** Extensions of weights files; other texts without a separator are names. */
  Pattern FILE =
      Pattern.compile(".*(?:[/\\\\].*|\\.(?:h5|hdf5|keras|zip|pth|pt|npz|safetensors|onnx))");

  /** The default weights of the network. */
  record Default() implements PretrainedWeights {
    @Override
    public String toString() {
      return "imagenet";
    }
  }

  /** An entry of the registry. */
  record Named(String name) implements PretrainedWeights {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A file. */
  record InFile(Path file) implements PretrainedWeights {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /** Returns the weights with a name of {@code blockwright weights list}. */
  static PretrainedWeights named(String name) {
    return new Named(name);
  }

  /** Returns the weights in a file. */
  static PretrainedWeights file(Path file) {
    return new InFile(file);
  }

  /**
   * Returns whether a text can be the name of an entry: it is neither {@code imagenet}, nor has it
   * a folder or the extension of a weights file.
   */
  static boolean isName(String text) {
    return !text.equals(IMAGENET.toString())
        && !FILE.matcher(text.toLowerCase(Locale.ROOT)).matches();
  }

  /**
   * Parses what {@code --weights} accepts: {@code imagenet} are the default weights, even if there
   * is a file with that name ({@code ./imagenet} is the file). Another text is a file if that file
   * exists, or if it has a folder or the extension of a weights file; else it is a name. Files and
   * names are not looked up yet.
   *
   * @throws UsageException if the text is no valid path
   */
  static PretrainedWeights parse(String text) {
    if (text.equals(IMAGENET.toString())) {
      return IMAGENET;
    }
    try {
      Path path = Path.of(text);
      // Folders are often named as the weights that they are about.
      if (!isName(text) || Files.isRegularFile(path)) {
        return file(path);
      }
    } catch (InvalidPathException e) {
      throw new UsageException(RegistryProblems.invalidText(text), e);
    }
    return named(text);
  }
}

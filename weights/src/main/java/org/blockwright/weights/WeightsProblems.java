package org.blockwright.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.WeightsException;

/** Every message of a weights file that cannot be read, one method each, one line each. */
final class WeightsProblems {
  private static final int MAX_LISTED = 12;

  private WeightsProblems() {}

  static WeightsException missing(Path path) {
    return new WeightsException(
        "%s: no such weights file. Check the path; \"zoo NETWORK\" tells where its weights are from."
            .formatted(path));
  }

  static WeightsException notAFile(Path path) {
    return new WeightsException(
        "%s is a folder, not a weights file. Name the .h5 or .keras file in it.".formatted(path));
  }

  static WeightsException empty(String file) {
    return new WeightsException("%s is empty (0 bytes). Fetch it again.".formatted(file));
  }

  static WeightsException notHdf5(String file) {
    return new WeightsException(
        "%s is not an HDF5 file. Weights are read from Keras's .h5, .weights.h5 and .keras files."
            .formatted(file));
  }

  static WeightsException truncated(String file, long bytes, long expected) {
    return new WeightsException(
        String.format(
            Locale.ROOT,
            "%s is cut short: %,d bytes of %,d. Fetch it again.",
            file,
            bytes,
            expected));
  }

  static WeightsException damaged(String file, Throwable cause) {
    return new WeightsException(
        "%s is damaged: %s. Fetch it again.".formatted(file, reason(cause)), cause);
  }

  static WeightsException unsupportedHdf5Feature(String file, Throwable cause) {
    return new WeightsException(
        "%s uses a part of HDF5 that is not read: %s. Write it with libver=\"earliest\", as Keras does."
            .formatted(file, reason(cause)),
        cause);
  }

  static WeightsException damagedArray(String file, FileArray array, Throwable cause) {
    return new WeightsException(
        "%s is damaged at \"%s\" of \"%s\": %s. Fetch it again."
            .formatted(file, array.name(), array.layer(), reason(cause)),
        cause);
  }

  static WeightsException unreadable(String file, Exception cause) {
    return new WeightsException(
        "%s cannot be read: %s. Check permissions and the disk.".formatted(file, reason(cause)),
        cause);
  }

  static WeightsException theano(String file) {
    return new WeightsException(
        "%s holds kernels for Theano, which are laid out and turned otherwise. Use the file with tf_kernels in its name."
            .formatted(file));
  }

  static WeightsException noLayers(String file, Collection<String> groups) {
    return new WeightsException(
        "%s is an HDF5 file but holds no Keras weights: no layer_names, no model_weights, no layers; its groups are %s. Save it with save_weights."
            .formatted(file, quote(groups)));
  }

  static WeightsException noWeights(String file) {
    return new WeightsException(
        "%s holds no weights: every layer in it is empty. Save it from a built model."
            .formatted(file));
  }

  static WeightsException missingGroup(String file, String layer) {
    return new WeightsException(
        "%s lists layer \"%s\" but holds no group of that name. The file is damaged; fetch it again."
            .formatted(file, layer));
  }

  static WeightsException missingArray(String file, String layer, String name) {
    return new WeightsException(
        "%s: layer \"%s\" lists \"%s\" but holds no array of that name. The file is damaged; fetch it again."
            .formatted(file, layer, name));
  }

  static WeightsException notFloat(String file, FileArray array) {
    return new WeightsException(
        "%s: \"%s\" of layer \"%s\" is stored as %s; float16, float32 and float64 are read. Save it as float32."
            .formatted(file, array.name(), array.layer(), array.unsupportedType()));
  }

  static WeightsException notFinite(String file, FileArray array, float value) {
    return new WeightsException(
        "%s: \"%s\" of layer \"%s\" holds %s as a 32-bit number. Its training diverged, or the file is damaged; use weights without NaN and infinite values."
            .formatted(file, array.name(), array.layer(), value));
  }

  static WeightsException opaque(String file, Throwable cause) {
    return new WeightsException(
        "%s holds numbers of a type that HDF5 does not know, as Keras writes bfloat16; float16, float32 and float64 are read. Save it as float32."
            .formatted(file),
        cause);
  }

  static WeightsException tooLarge(
      String file, String layer, String name, long bytes, long fileBytes) {
    return new WeightsException(
        String.format(
            Locale.ROOT,
            "%s: \"%s\" of layer \"%s\" claims %,d bytes, the file has %,d. The file is damaged; fetch it again.",
            file,
            name,
            layer,
            bytes,
            fileBytes));
  }

  static WeightsException archiveWithoutWeights(String file) {
    return new WeightsException(
        "%s is a zip without model.weights.h5, so not a .keras file. Weights are read from Keras's .h5, .weights.h5 and .keras files."
            .formatted(file));
  }

  static DescriptionException cycle(String layer) {
    return new DescriptionException(
        "\"%s\" needs its own output. A network's layers must not form a circle.".formatted(layer));
  }

  static DescriptionException unknownInput(String reader, String input, Collection<String> known) {
    return new DescriptionException(
        "\"%s\" reads \"%s\", which is not a layer of the network. %sName a layer that is there."
            .formatted(reader, input, NameSuggestions.hint(input, known)));
  }

  static WeightsException shapeMismatch(
      String file, String tensor, List<Integer> shape, int numbers) {
    return new WeightsException(
        String.format(
            Locale.ROOT,
            "%s: \"%s\" has shape %s and %,d numbers. Give one number for each place.",
            file,
            tensor,
            TensorMismatch.shapeText(shape),
            numbers));
  }

  static WeightsException verificationFailed(String file, String layer) {
    return new WeightsException(
        "%s: layer \"%s\" reads back otherwise than it was written; nothing was kept. Check the disk, and write again."
            .formatted(file, layer));
  }

  private static String reason(Throwable cause) {
    if (cause == null) {
      return "fewer numbers than its header says";
    }
    if (cause instanceof StackOverflowError) {
      return "a group stands within itself";
    }
    boolean plain = cause instanceof IOException && cause.getMessage() != null;
    String text = plain ? cause.getMessage() : rootCauseMessage(cause);
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String rootCauseMessage(Throwable cause) {
    Throwable at = cause;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }

  /** Names for a message that must stay on one line: the first dozen, and how many more. */
  static String formatNames(List<String> names) {
    String shown = quote(names.subList(0, Math.min(MAX_LISTED, names.size())));
    return names.size() > MAX_LISTED
        ? shown + " and %s more".formatted(names.size() - MAX_LISTED)
        : shown;
  }

  static String quote(Collection<String> names) {
    return names.isEmpty() ? "none" : "\"" + String.join("\", \"", names) + "\"";
  }

  static String notVgg16(String name, int layers) {
    return "vgg16: the pretrained model %s has %s layers with weights below its top, which are not VGG16's thirteen convolutions. Take a model of vgg16."
        .formatted(name, layers);
  }

  static String channelMismatch(int channels, int pretrained) {
    return "vgg16: the pretrained kernels read %s channels, the pictures have %s. Take pictures of %s channels, or of 1 for kernels that read 3."
        .formatted(pretrained, channels, pretrained);
  }
}

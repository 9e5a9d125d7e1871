package org.blockwright.job;

import java.nio.file.Path;
import java.util.Locale;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;

/** Where the network of a job comes from. */
sealed interface NetworkReference {
  /** Returns the name in messages. */
  String displayName();

  /** Returns the base name, for instance {@code vgg16} for {@code nets/vgg16.yaml}. */
  String baseName();

  /** A network of the zoo. */
  record OfZoo(ZooModel model) implements NetworkReference {
    @Override
    public String displayName() {
      return model.name();
    }

    @Override
    public String baseName() {
      return model.name();
    }
  }

  /** A description or a saved model. */
  record InFile(Path file) implements NetworkReference {
    @Override
    public String displayName() {
      return file.toString();
    }

    @Override
    public String baseName() {
      return file.getFileName().toString().replaceFirst("\\.(yaml|yml|json|zip)$", "");
    }

    /** Returns whether the file is a saved model rather than a description. */
    boolean isSavedModel() {
      return isSavedModel(file);
    }

    private static boolean isSavedModel(Path file) {
      return file.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    }
  }

  /** A network that was built in Java. */
  record InCode(Network network) implements NetworkReference {
    @Override
    public String displayName() {
      return network.name();
    }

    @Override
    public String baseName() {
      return network.name();
    }
  }

  /**
   * Parses the name of a zoo network or a file.
   *
   * @throws UsageException if it is neither, with the nearest network
   */
  static NetworkReference parse(String text) {
    Path file = Path.of(text);
    return InFile.isSavedModel(file) || NetworkFormat.isDescription(file)
        ? new InFile(file)
        : new OfZoo(Zoo.find(text).orElseThrow(() -> unknown(text)));
  }

  /**
   * Returns a description or a saved model.
   *
   * @throws UsageException if the file has another extension
   */
  static NetworkReference ofFile(Path file) {
    if (!InFile.isSavedModel(file) && !NetworkFormat.isDescription(file)) {
      throw unknown(file.toString());
    }
    return new InFile(file);
  }

  private static UsageException unknown(String text) {
    return new UsageException(JobProblems.unknownNetwork(text, Zoo.names()));
  }
}

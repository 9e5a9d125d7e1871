package org.blockwright.weights.registry;

import com.google.common.collect.ImmutableList;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.input.Resizing;
import org.blockwright.dsl.layer.Shape;

/**
 * Everything known about one published weights file. Preprocessing, input size and class names
 * belong to the weights: a network may have several files that need different ones.
 *
 * @param name name of the weights, for instance {@code vgg16-imagenet-notop}
 * @param network name of the network of the zoo
 * @param isDefault whether these are the weights {@code imagenet} of the network; there may be one
 *     such entry with the original head and one without
 * @param file name of the file
 * @param urls where it can be downloaded, in the order of the attempts; empty if the publisher has
 *     no such file, so that it can only be imported
 * @param bytes size of the file
 * @param sha256 SHA-256 of the file in lower-case hexadecimal
 * @param md5 MD5 of the file in lower-case hexadecimal, for files whose SHA-256 is not published;
 *     some files are published without any hash
 * @param input input size for which the weights were trained
 * @param resizing how the publisher resizes images for evaluation; empty if that is unknown
 * @param preprocessing preprocessing of images for these weights
 * @param classNames list of class names, {@value #IMAGENET_1K}; empty if there are none
 * @param hasTop whether the file contains the original head
 * @param lastLayer last layer with weights or activation in the file, if it ends before the head
 *     and before the end of the backbone
 * @param parameters number of parameters in the file, as Keras counts them: with the moving
 *     statistics of batch norm
 * @param top1 published top-1 accuracy on the validation images of ImageNet, in percent
 * @param license license of the weights
 * @param source who published the file
 * @param isVerified whether the file has been compared with size and hash of this entry; if not,
 *     they are quotations, and using the weights gives a notice
 */
public record WeightsEntry(
    String name,
    String network,
    boolean isDefault,
    String file,
    List<URI> urls,
    OptionalLong bytes,
    Optional<String> sha256,
    Optional<String> md5,
    Shape input,
    Optional<Resizing> resizing,
    Preprocessing preprocessing,
    Optional<String> classNames,
    boolean hasTop,
    Optional<String> lastLayer,
    OptionalLong parameters,
    OptionalDouble top1,
    String license,
    String source,
    boolean isVerified) {
  /** The 1000 classes of ImageNet in the order of Keras Applications, torchvision and Caffe. */
  public static final String IMAGENET_1K = "imagenet-1k";

  public WeightsEntry {
    urls = ImmutableList.copyOf(urls);
  }

  /** Returns whether a hash of the file is known, so that it can be recognized. */
  public boolean hasHash() {
    return sha256.isPresent() || md5.isPresent();
  }

  /** Returns whether the file cannot be downloaded, only imported. */
  public boolean isImportOnly() {
    return urls.isEmpty();
  }
}

package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.job.WeightsChoice.BlockWeights;
import org.blockwright.weights.registry.PretrainedWeights;
import org.blockwright.weights.registry.WeightsRegistry;
import org.blockwright.weights.registry.WeightsStore;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which published file a job needs, seen from the error that it is not in the cache. */
class WeightsChoiceTest {
  @TempDir Path cache;

  private static final List<String> TWO = List.of("cat", "dog");

  private void assertNeeds(Network network, Network whole, String name) {
    assertNeeds("imagenet", network, whole, name);
  }

  private WeightsStore store() {
    return WeightsStore.standard().registry(WeightsRegistry.bundled()).cache(cache).offline(true);
  }

  private void assertNeeds(String weights, Network network, Network whole, String name) {
    assertThatThrownBy(() -> WeightsChoice.parse(weights).locate(store(), network, whole))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("The weights \"" + name + "\" are not in the cache " + cache);
  }

  private static Network network(ZooModel model, Shape input, List<String> labels, String head) {
    return model.network(input, labels, head);
  }

  @Test
  void publishedHeadIsNeededForAllItsClasses() {
    Network whole = Zoo.MOBILENET.network();

    assertNeeds(whole, whole, "mobilenet-imagenet");
  }

  @Test
  void newHeadNeedsNoPublishedHead() {
    Network full = network(Zoo.MOBILENET, Zoo.MOBILENET.input(), TWO, "original");
    Network pool = network(Zoo.VGG16, Zoo.VGG16.input(), TWO, "global-average");

    assertNeeds(full, full, "mobilenet-imagenet-notop");
    assertNeeds(pool, pool, "vgg16-imagenet-notop");
    assertNeeds(Edits.cut(pool, "block3_pool"), pool, "vgg16-imagenet-notop");
  }

  /** VGG's head has dense layers whose size follows from the input, not from the classes. */
  @Test
  void hiddenLayersOfThePublishedHeadAreUsedWithOtherClasses() {
    Network full = network(Zoo.VGG16, Zoo.VGG16.input(), TWO, "original");
    Network small = network(Zoo.VGG16, Shape.of(64, 64, 3), TWO, "original");

    assertNeeds(full, full, "vgg16-imagenet");
    // fc2 does not depend on the size of the input.
    assertNeeds(small, small, "vgg16-imagenet");
  }

  @Test
  void towersHaveFilesOrNames() {
    assertThat(WeightsChoice.parse("resnet=r.h5,vgg=vgg16-imagenet-notop").choices())
        .containsExactly(
            new BlockWeights(Optional.of("resnet"), PretrainedWeights.file(Path.of("r.h5"))),
            new BlockWeights(Optional.of("vgg"), PretrainedWeights.named("vgg16-imagenet-notop")));
    assertThat(WeightsChoice.parse("resnet=r.h5,vgg=x")).hasToString("resnet=r.h5,vgg=x");
    assertThatThrownBy(() -> WeightsChoice.parse("vgg=a.h5,resnet=r.h5,vgg=b.h5"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"weights\" names the tower \"vgg\" twice: vgg=a.h5,resnet=r.h5,vgg=b.h5. Remove one of them.");
  }

  /** The towers are recognized by their layers: a merged network does not record their names. */
  @Test
  void defaultWeightsOfTowersAreThoseOfTheirNetworks() {
    Network whole = Zoo.VGG16_RESNET50.network();

    assertNeeds("vgg=imagenet", whole, whole, "vgg16-imagenet-notop");
    assertNeeds("resnet=imagenet", whole, whole, "resnet50-imagenet-notop");
    // The network has no weights of its own: those of all towers, in their order.
    assertNeeds("imagenet", whole, whole, "resnet50-imagenet-notop");
  }

  @Test
  void towersAreRecognizedWithPrefixesAndForGrayscaleImages() {
    Shape gray = Shape.of(64, 64, 1);
    Network merged =
        Merge.named("both")
            .tower("one", Zoo.MOBILENET_0_25.network(gray, TWO), "conv_pw_3_relu")
            .tower("two", Zoo.MOBILENET_0_5.network(gray, TWO), "conv_pw_3_relu")
            .prefixed()
            .network(concat().named("concat"));

    assertNeeds("two=imagenet", merged, merged, "mobilenet-0.5-imagenet-notop");
  }

  @Test
  void rejectsDefaultWeightsOfTowersThatAreNotKnown() {
    Network start = Zoo.VGG16.network(Shape.of(64, 64, 3), TWO);
    Network own = Network.named("own").input(64, 64, 3).block("wide", conv(4, 5).stride(4));
    Network merged =
        Merge.named("both")
            .tower("vgg", start, "block2_pool")
            .tower("own", own)
            .network(concat().named("concat"));

    assertRejected(
        "vgg=imagenet",
        merged,
        "\"weights\": \"imagenet\" is not defined for the tower \"vgg\": it may be vgg16 or vgg19. Name the weights, for instance vgg=vgg16-imagenet-notop; \"weights list\" shows all.");
    assertRejected(
        "own=imagenet",
        merged,
        "\"weights\": \"imagenet\" is not defined for the tower \"own\": its layers are not those of a network with published weights. Name the weights, for instance own=vgg16-imagenet-notop; \"weights list\" shows all.");
    assertRejected(
        "vg=imagenet",
        merged,
        "both has no layer or block \"vg\". Did you mean \"vgg\"? Its blocks: vgg, own, concat.");
    assertRejected(
        "imagenet",
        merged,
        "There are no weights \"imagenet\" for the network \"both\". No weights of this network are known; give a file or a name that \"weights list\" shows.");
  }

  private void assertRejected(String weights, Network network, String message) {
    assertThatThrownBy(() -> WeightsChoice.parse(weights).locate(store(), network, network))
        .hasMessage(message);
  }
}

package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.dsl.layer.Block;

/**
 * Merges models like {@link Merge} merges networks. Every layer of a tower keeps exactly its
 * weights. Add a head with {@link Model#edit}.
 *
 * <pre>{@code
 * Model features = ModelMerge.named("vgg16-resnet50")
 *     .tower("resnet", resnet50, "conv5_block3_out")
 *     .tower("vgg", vgg16, "block5_pool")
 *     .model(concat().named("concat"));
 * }</pre>
 */
public final class ModelMerge {
  private final Merge merge;
  private final ImmutableMap<String, Model> models;

  private ModelMerge(Merge merge, Map<String, Model> models) {
    this.merge = merge;
    this.models = ImmutableMap.copyOf(models);
  }

  /** Starts a merge; the merged network gets this name. */
  public static ModelMerge named(String name) {
    return new ModelMerge(Merge.named(name), Map.of());
  }

  /**
   * Adds a model up to and including a layer or block.
   *
   * @param model remains open; the caller closes it
   * @param layer path or vertex name of the last layer or block of the tower
   */
  public ModelMerge tower(String name, Model model, String layer) {
    return with(merge.tower(name, model.network(), layer), name, model);
  }

  /**
   * Adds a model without its head.
   *
   * @param model remains open; the caller closes it
   */
  public ModelMerge tower(String name, Model model) {
    return with(merge.tower(name, model.network()), name, model);
  }

  private ModelMerge with(Merge other, String name, Model model) {
    Map<String, Model> all = new LinkedHashMap<>(models);
    all.put(name, model);
    return new ModelMerge(other, all);
  }

  /** Prefixes layer names with tower names, see {@link Merge#prefixed}. */
  public ModelMerge prefixed() {
    return new ModelMerge(merge.prefixed(), models);
  }

  /** Feeds all towers from one input, see {@link Merge#sharedInput}. */
  public ModelMerge sharedInput() {
    return new ModelMerge(merge.sharedInput(), models);
  }

  /**
   * Returns the merged model, without a head. The provenance entries of a tower are prefixed with
   * its name.
   *
   * @param mergeLayer the merge layer, which has no weights
   * @throws org.blockwright.base.DescriptionException if the outputs of the towers do not fit
   */
  public Model model(Block mergeLayer) {
    Merge.MergeResult merged = merge.merge(mergeLayer);
    List<WeightTransfer.Source> sources = new ArrayList<>();
    Map<String, String> provenance = new LinkedHashMap<>();
    models.forEach(
        (name, model) -> {
          sources.add(new WeightTransfer.Source(model, merged.towerLayers().get(name)));
          model
              .provenance()
              .entries()
              .forEach((key, value) -> provenance.put(name + "." + key, value));
        });
    return WeightTransfer.transfer(merged.network(), new Provenance(provenance), sources, 0)
        .model();
  }
}

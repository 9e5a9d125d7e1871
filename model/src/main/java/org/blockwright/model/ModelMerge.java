package org.blockwright.model;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.edit.Merge;
import org.blockwright.dsl.layer.Block;

/**
 * {@link Merge} of models: every layer of a tower has the weights that it had, bit for bit. A head
 * is put on with {@link Model#edit}.
 *
 * <pre>{@code
 * Model features = ModelMerge.named("vgg16-resnet50")
 *     .tower("resnet", resnet50, "conv5_block3_out")
 *     .tower("vgg", vgg16, "block5_pool")
 *     .join(concat().named("concat"));
 * }</pre>
 */
public final class ModelMerge {
  private final Merge merge;
  private final ImmutableMap<String, Model> models;

  private ModelMerge(Merge merge, Map<String, Model> models) {
    this.merge = merge;
    this.models = ImmutableMap.copyOf(models);
  }

  /** Starts a model whose network has this name. */
  public static ModelMerge named(String name) {
    return new ModelMerge(Merge.named(name), Map.of());
  }

  /** A model up to and with a layer or block; it stays the caller's. */
  public ModelMerge tower(String name, Model model, String at) {
    return with(merge.tower(name, model.network(), at), name, model);
  }

  /** A model without its head; it stays the caller's. */
  public ModelMerge tower(String name, Model model) {
    return with(merge.tower(name, model.network()), name, model);
  }

  private ModelMerge with(Merge other, String name, Model model) {
    Map<String, Model> all = new LinkedHashMap<>(models);
    all.put(name, model);
    return new ModelMerge(other, all);
  }

  /** See {@link Merge#prefixed}. */
  public ModelMerge prefixed() {
    return new ModelMerge(merge.prefixed(), models);
  }

  /** See {@link Merge#sharedInput}. */
  public ModelMerge sharedInput() {
    return new ModelMerge(merge.sharedInput(), models);
  }

  /**
   * The merged model, without head; what the towers' provenance says goes by their names.
   *
   * @param join a layer without weights
   * @throws org.blockwright.base.DescriptionException where the towers do not fit together
   */
  public Model join(Block join) {
    Merge.MergeResult merged = merge.merge(join);
    List<WeightTransfer.Source> sources = new ArrayList<>();
    Map<String, String> facts = new LinkedHashMap<>();
    models.forEach(
        (name, model) -> {
          sources.add(new WeightTransfer.Source(model, merged.towerLayers().get(name)));
          model
              .provenance()
              .entries()
              .forEach((fact, value) -> facts.put(name + "." + fact, value));
        });
    return WeightTransfer.transfer(merged.network(), new Provenance(facts), sources, 0).model();
  }
}

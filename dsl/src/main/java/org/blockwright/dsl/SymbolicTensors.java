package org.blockwright.dsl;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Subgraph;

/**
 * Named tensors of a graph that is being connected: the inputs of a block with several inputs, or
 * the outputs of one with several outputs. Immutable.
 *
 * <pre>{@code
 * SymbolicTensors next = SymbolicTensors.of("ip", ip).and("p", p).group("cell_0", cell(44));
 * SymbolicTensor concat = next.get("concat");
 * }</pre>
 */
public final class SymbolicTensors {
  private static final SymbolicTensors NONE = new SymbolicTensors(ImmutableMap.of());

  private final ImmutableMap<String, SymbolicTensor> tensors;

  private SymbolicTensors(ImmutableMap<String, SymbolicTensor> tensors) {
    this.tensors = tensors;
  }

  static SymbolicTensors empty() {
    return NONE;
  }

  static SymbolicTensors inputs(List<String> names) {
    SymbolicTensors inputs = NONE;
    for (String name : names) {
      inputs = inputs.and(name, SymbolicTensor.input(name));
    }
    return inputs;
  }

  public static SymbolicTensors of(String name, SymbolicTensor tensor) {
    return NONE.and(name, tensor);
  }

  /** Returns these tensors and one more. */
  public SymbolicTensors and(String name, SymbolicTensor tensor) {
    Checks.require(!tensors.containsKey(name), () -> NameProblems.duplicateName(name));
    return new SymbolicTensors(
        ImmutableMap.<String, SymbolicTensor>builder().putAll(tensors).put(name, tensor).build());
  }

  /**
   * Returns a tensor by its name.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if there is none
   */
  public SymbolicTensor get(String name) {
    Checks.require(tensors.containsKey(name), () -> DslProblems.unknownTensor(name, names()));
    return tensors.get(name);
  }

  /** Returns all names in order. */
  public List<String> names() {
    return tensors.keySet().asList();
  }

  /** Applies a block; each of its inputs is the tensor of the same name. */
  public SymbolicTensors block(String name, Subgraph block) {
    return apply(new NamedBlock(name, false, block), block);
  }

  /** Applies a block as a group: its name is not part of the vertex names of its layers. */
  public SymbolicTensors group(String name, Subgraph block) {
    return apply(new NamedBlock(name, true, block), block);
  }

  private SymbolicTensors apply(NamedBlock namedBlock, Subgraph body) {
    return SymbolicTensor.applyAll(namedBlock, body.inputs().stream().map(this::get).toList());
  }
}

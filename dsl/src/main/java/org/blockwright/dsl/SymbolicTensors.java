package org.blockwright.dsl;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Subgraph;

/**
 * Places in a graph that is being wired, by name: what a block with several inputs takes, and what
 * one with several outputs gives. Immutable.
 *
 * <pre>{@code
 * Ports next = Ports.of("ip", ip).and("p", p).group("cell_0", cell(44));
 * Flow concat = next.get("concat");
 * }</pre>
 */
public final class SymbolicTensors {
  private static final SymbolicTensors NONE = new SymbolicTensors(ImmutableMap.of());

  private final ImmutableMap<String, SymbolicTensor> tensors;

  private SymbolicTensors(ImmutableMap<String, SymbolicTensor> flows) {
    this.tensors = flows;
  }

  static SymbolicTensors empty() {
    return NONE;
  }

  static SymbolicTensors inputs(List<String> names) {
    SymbolicTensors ports = NONE;
    for (String name : names) {
      ports = ports.and(name, SymbolicTensor.input(name));
    }
    return ports;
  }

  public static SymbolicTensors of(String name, SymbolicTensor flow) {
    return NONE.and(name, flow);
  }

  /** These and one more. */
  public SymbolicTensors and(String name, SymbolicTensor flow) {
    Problems.require(!tensors.containsKey(name), () -> Problems.duplicateName(name));
    return new SymbolicTensors(
        ImmutableMap.<String, SymbolicTensor>builder().putAll(tensors).put(name, flow).build());
  }

  /**
   * The place of this name.
   *
   * @throws org.blockwright.base.DescriptionException where there is none
   */
  public SymbolicTensor get(String name) {
    Problems.require(tensors.containsKey(name), () -> Problems.unknownTensor(name, names()));
    return tensors.get(name);
  }

  /** All names, in order. */
  public List<String> names() {
    return tensors.keySet().asList();
  }

  /** What a block makes of these, its inputs taken by their names. */
  public SymbolicTensors block(String name, Subgraph block) {
    return apply(new NamedBlock(name, false, block), block);
  }

  /** The same under a name that is left out of the names of vertices. */
  public SymbolicTensors group(String name, Subgraph block) {
    return apply(new NamedBlock(name, true, block), block);
  }

  private SymbolicTensors apply(NamedBlock part, Subgraph block) {
    return SymbolicTensor.applyAll(part, block.inputs().stream().map(this::get).toList());
  }
}

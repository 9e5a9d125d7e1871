package org.blockwright.dsl;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.blockwright.dsl.check.Problems;

/**
 * Places in a graph that is being wired, by name: what a block with several inputs takes, and what
 * one with several outputs gives. Immutable.
 *
 * <pre>{@code
 * Ports next = Ports.of("ip", ip).and("p", p).group("cell_0", cell(44));
 * Flow concat = next.get("concat");
 * }</pre>
 */
public final class Ports {
  private static final Ports NONE = new Ports(ImmutableMap.of());

  private final ImmutableMap<String, Flow> flows;

  private Ports(ImmutableMap<String, Flow> flows) {
    this.flows = flows;
  }

  static Ports none() {
    return NONE;
  }

  static Ports inputs(List<String> names) {
    Ports ports = NONE;
    for (String name : names) {
      ports = ports.and(name, Flow.input(name));
    }
    return ports;
  }

  public static Ports of(String name, Flow flow) {
    return NONE.and(name, flow);
  }

  /** These and one more. */
  public Ports and(String name, Flow flow) {
    Problems.require(!flows.containsKey(name), () -> Problems.sameName(name));
    return new Ports(ImmutableMap.<String, Flow>builder().putAll(flows).put(name, flow).build());
  }

  /**
   * The place of this name.
   *
   * @throws org.blockwright.base.DescriptionException where there is none
   */
  public Flow get(String name) {
    Problems.require(flows.containsKey(name), () -> Problems.noSuchPort(name, names()));
    return flows.get(name);
  }

  /** All names, in order. */
  public List<String> names() {
    return flows.keySet().asList();
  }

  /** What a block makes of these, its inputs taken by their names. */
  public Ports block(String name, Wiring block) {
    return through(new Part(name, false, block), block);
  }

  /** The same under a name that is left out of the names of vertices. */
  public Ports group(String name, Wiring block) {
    return through(new Part(name, true, block), block);
  }

  private Ports through(Part part, Wiring block) {
    return Flow.all(part, block.inputs().stream().map(this::get).toList());
  }
}

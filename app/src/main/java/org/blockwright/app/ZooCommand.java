package org.blockwright.app;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.Table;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.weights.registry.WeightsEntry;
import org.blockwright.weights.registry.WeightsRegistry;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommand {@code zoo}. */
@Command(
    name = "zoo",
    description =
        "Lists the networks of the zoo, or shows one with cut points, heads, weights and their"
            + " license.",
    footer = "  blockwright zoo mobilenet")
final class ZooCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NETWORK", arity = "0..1", description = "network to show")
  private Optional<String> name;

  @Option(names = "--json", description = "print as JSON")
  private boolean json;

  private final Session session;

  ZooCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (name.isPresent()) {
      ZooModel model = Zoo.get(name.orElseThrow());
      session.print(json ? Json.text(toJson(model)) : text(model));
    } else {
      session.print(
          json ? Json.text(Zoo.models().stream().map(ZooCommand::toJson).toList()) : list());
    }
    return Main.SUCCESS;
  }

  private static Map<String, Object> toJson(ZooModel model) {
    return Json.object(
        "name", model.name(),
        "description", model.description(),
        "input", model.input().toString(),
        "minInputSize", model.minInputSize(),
        "heads", Heads.NAMES,
        "weights", model.weightsSource(),
        "pretrained", weights(model).stream().map(WeightsEntry::name).toList(),
        "architecture", model.architecture(),
        "alpha", model.alpha(),
        "blockGroups", model.groups(),
        "cutPoints", model.cutPoints());
  }

  private static String list() {
    Table table = new Table("network", "input", "weights", "description");
    for (ZooModel model : Zoo.models()) {
      table.row(model.name(), model.input().toString(), model.weightsSource(), model.description());
    }
    return table.toString();
  }

  private static String text(ZooModel model) {
    Table table = new Table("network", model.name());
    table.row("description", model.description());
    table.row("input", model.input().toString());
    table.row("minimum input size", String.valueOf(model.minInputSize()));
    table.row("heads", String.join(", ", Heads.NAMES));
    table.row("weights", model.weightsSource());
    List<ZooModel> widths = Zoo.widths(model);
    if (widths.size() > 1) {
      table.row("widths", widths.stream().map(ZooModel::name).collect(joining(", ")));
    }
    table.row(
        "block groups",
        model.groups().stream().map(group -> String.join(" ", group)).collect(joining(" | ")));
    List<WeightsEntry> weights = weights(model);
    String published = weights.isEmpty() ? "" : "%n%n%s".formatted(WeightsTables.details(weights));
    return "%s%n%n%s%s".formatted(table, cutPoints(model.cutPoints()), published);
  }

  private static List<WeightsEntry> weights(ZooModel model) {
    return WeightsRegistry.standard().forNetwork(model.name());
  }

  private static Table cutPoints(List<CutPoint> points) {
    Table table = new Table("cut point", "channels", "reduction");
    for (CutPoint point : points) {
      String reduction = point.isFeatureMap() ? String.valueOf(point.reduction()) : "";
      table.row(point.name(), String.valueOf(point.channels()), reduction);
    }
    return table;
  }
}

package org.blockwright.app;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Callable;
import org.blockwright.job.Setting;
import picocli.CommandLine;

/** Registers all subcommands, in the order of the help. */
final class Commands {
  private Commands() {}

  static void addTo(CommandLine line, Session session) {
    Set<Setting> network = JobFlags.NETWORK_SETTINGS;
    Set<Setting> engine = ImmutableSet.of(Setting.ENGINE);
    Set<Setting> ofFeatures = Sets.union(Sets.union(network, JobFlags.WEIGHTS_SETTINGS), engine);
    Set<Setting> ofBench = Sets.union(Sets.union(network, Set.of(Setting.OPTIMIZER)), engine);
    add(line, new DemoCommand(session), engine);
    add(line, new DoctorCommand(session), ImmutableSet.of());
    add(line, new ZooCommand(session), ImmutableSet.of());
    add(line, new SummaryCommand(session), Sets.union(network, Set.of(Setting.LEARNING_RATE)));
    add(line, new PlotCommand(session), network);
    CommandLine data = add(line, new DataCommand(session), ImmutableSet.of());
    add(data, new DataCovidxCommand(session), ImmutableSet.of());
    add(data, new DataAugmentCommand(session), ImmutableSet.of());
    add(data, new DataPreviewCommand(session), ImmutableSet.of());
    add(line, new TrainCommand(session), JobFlags.ALL_SETTINGS);
    add(line, new EvaluateCommand(session), Sets.union(InferenceModel.SETTINGS, engine));
    add(line, new PredictCommand(session), Sets.union(InferenceModel.SETTINGS, engine));
    add(line, new FeaturesCommand(session), ofFeatures);
    add(line, new ServeCommand(session), engine);
    add(line, new BenchCommand(session), ofBench);
    CommandLine model = add(line, new ModelCommand(), ImmutableSet.of());
    add(model, new ModelCreateCommand(session), ModelCreateCommand.SETTINGS);
    add(line, new ExportCommand(session), InferenceModel.SETTINGS);
    add(line, new WeightsCommand(session), ImmutableSet.of());
    CommandLine tune = add(line, new TuneCommand(session), JobFlags.ALL_SETTINGS);
    add(tune, new TuneShowCommand(session), ImmutableSet.of());
    add(tune, new TuneBestCommand(session), ImmutableSet.of());
    add(tune, new TuneExportCommand(session), ImmutableSet.of());
    add(tune, new TuneReportCommand(session), ImmutableSet.of());
    add(line, new RunsCommand(session), ImmutableSet.of());
    add(line, new CompletionCommand(session), ImmutableSet.of());
  }

  private static CommandLine add(
      CommandLine line, Callable<Integer> command, Collection<Setting> settings) {
    CommandLine subcommand = new CommandLine(command);
    JobFlags.add(subcommand.getCommandSpec(), settings);
    line.addSubcommand(subcommand);
    return subcommand;
  }
}

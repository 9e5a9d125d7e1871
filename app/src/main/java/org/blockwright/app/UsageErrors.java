package org.blockwright.app;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.blockwright.job.Setting;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Messages for errors found by the command-line parser. */
final class UsageErrors {
  private UsageErrors() {}

  static String message(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(command, name, unmatched.getUnmatched().get(0));
    }
    if (error instanceof MissingParameterException missing) {
      Optional<String> file =
          command.getUnmatchedArguments().stream()
              .filter(w -> looksLikeFileName(command, w))
              .findFirst();
      if (file.isPresent()) {
        return AppProblems.fileNameLooksLikeOption(name, file.get());
      }
      List<String> labels = missing.getMissing().stream().map(UsageErrors::label).toList();
      return AppProblems.missingArguments(name, labels);
    }
    if (command.getParent() == null && error.getArgSpec() == null) {
      return AppProblems.missingSubcommand(command.getSubcommands().keySet());
    }
    return AppProblems.invalidUsage(name, error.getMessage());
  }

  private static String unmatched(CommandLine command, String name, String argument) {
    if (looksLikeFileName(command, argument)) {
      return AppProblems.fileNameLooksLikeOption(name, argument);
    }
    if (argument.startsWith("-") && argument.length() > 1) {
      Collection<String> known =
          command.getCommandSpec().options().stream()
              .flatMap(option -> List.of(option.names()).stream())
              .toList();
      String option = argument.replaceFirst("=.*", "");
      return Setting.suggestion(option)
          .filter(setting -> known.contains(setting.flag()))
          .map(setting -> AppProblems.unknownOption(name, option, setting))
          .orElseGet(() -> AppProblems.unknownOption(name, option, known));
    }
    return command.getSubcommands().isEmpty()
        ? AppProblems.unexpectedArgument(name, argument)
        : AppProblems.unknownSubcommand(argument, command.getSubcommands().keySet());
  }

  /** Returns whether an argument that looks like an option was probably meant as a file name. */
  private static boolean looksLikeFileName(CommandLine command, String argument) {
    return argument.matches("-[^-=][^=]*\\.\\w{1,5}|--[^=]+\\.\\w{1,5}")
        && !command.getCommandSpec().positionalParameters().isEmpty();
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}

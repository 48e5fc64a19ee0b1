using System.Text;
using Wsm.CommandLine;

namespace Wsm.Completion;

/// <summary>Completion for fish from 3.1 on.</summary>
internal static class FishScript
{
    public static string Write(CompletionTree tree)
    {
        var script = new StringBuilder(
            "# fish completion for wsm; made by: wsm completion fish\nfunction __wsm_at --description 'Whether the words typed so far name "
                + "this command'\n"
        );
        script.Append("    set -l path ''\n    for word in (commandline -opc)[2..-1]\n        switch $path/$word\n            case ");
        script.AppendJoin(' ', tree.Commands.Select(command => command.Path).Where(path => path.Length > 0));
        script.Append(
            "\n                set path $path/$word\n        end\n    end\n    test \"$path\" = \"$argv[1]\"\nend\n\ncomplete -c wsm -f\n"
        );
        foreach (var (path, command) in tree.Commands)
        {
            var begin = $"complete -c wsm -n {Quote($"__wsm_at {(path.Length == 0 ? "''" : path)}")}";
            foreach (var below in command.Commands)
            {
                script.Append($"{begin} -a {below.Name} -d {Quote(CompletionTree.Brief(below.Text))}\n");
            }

            foreach (var argument in command.Arguments.Take(1))
            {
                script.Append(Values(argument.Value) is { Length: > 0 } values ? $"{begin} {values}\n" : "");
            }

            foreach (var option in command.Options)
            {
                script.Append(
                    $"{begin} "
                        + $"{Names(option)}{(option.Value is { } value ? $" {(value.IsFile ? "-r" : "-x")} {Values(value)}".TrimEnd() : "")} -d {Quote(CompletionTree.Brief(option.Text))}\n"
                );
            }
        }

        foreach (var option in tree.Global)
        {
            script.Append($"complete -c wsm {Names(option)} -d {Quote(CompletionTree.Brief(option.Text))}\n");
        }

        return script.ToString();
    }

    private static string Names(OptionDescription option) =>
        string.Join(
            ' ',
            option.Names.Select(name =>
                name.StartsWith("--", StringComparison.Ordinal) ? $"-l {name[2..]}"
                : name.Length == 2 ? $"-s {name[1..]}"
                : $"-o {name[1..]}"
            )
        );

    private static string Values(ValueDescription value) =>
        value switch
        {
            { Choices.Count: > 0 } => $"-a {Quote(string.Join(' ', value.Choices))}",
            { IsFile: true } => "-F",
            { IsFolder: true } => "-a '(__fish_complete_directories)'",
            _ => "",
        };

    private static string Quote(string text) =>
        $"'{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";
}

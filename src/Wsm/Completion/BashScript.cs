using System.Text;
using Wsm.CommandLine;

namespace Wsm.Completion;

/// <summary>Completion for bash from 4.4 on, with nothing of the package bash-completion.</summary>
internal static class BashScript
{
    private const string Head = """
        # bash completion for wsm; made by: wsm completion bash
        _wsm_words() {
            local IFS=$' \t\n'
            mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
        }

        _wsm_files() {
            mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
            compopt -o filenames 2>/dev/null
        }

        _wsm() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path= i
            # --option=value arrives as three words.
            if [[ $cur == = ]]; then
                cur=
            elif [[ $prev == = && COMP_CWORD -gt 1 ]]; then
                prev=${COMP_WORDS[COMP_CWORD - 2]}
            fi
            COMPREPLY=()

        """;

    private const string Tail = """
        }

        complete -F _wsm wsm

        """;

    public static string Write(CompletionTree tree)
    {
        var script = new StringBuilder(Head);
        var paths = tree.Commands.Select(command => command.Path).Where(path => path.Length > 0);
        script.Append("    for ((i = 1; i < COMP_CWORD; i++)); do\n        case $path/${COMP_WORDS[i]} in\n");
        script.Append("            ").AppendJoin(" | ", paths).Append(") path=$path/${COMP_WORDS[i]} ;;\n        esac\n    done\n\n");

        script.Append("    case $path:$prev in\n");
        foreach (var (path, command) in tree.Commands)
        {
            foreach (var option in tree.OptionsOf(command).Where(option => option.Value is not null))
            {
                script
                    .Append("        ")
                    .AppendJoin(" | ", option.Names.Select(name => $"{path}:{name}"))
                    .Append($") {Reply(option.Value!)}return ;;\n");
            }
        }

        script.Append("    esac\n\n    if [[ $cur == -* ]]; then\n        case $path in\n");
        foreach (var (path, command) in tree.Commands)
        {
            script.Append(
                $"            {Pattern(path)}) _wsm_words '{string.Join(' ', tree.OptionsOf(command).SelectMany(option => option.Names))}' "
                    + ";;\n"
            );
        }

        script.Append("        esac\n        return\n    fi\n\n    case $path in\n");
        foreach (var (path, command) in tree.Commands)
        {
            if (command.Commands.Count > 0)
            {
                script.Append(
                    $"        {Pattern(path)}) _wsm_words '{string.Join(' ', command.Commands.Select(below => below.Name))}' ;;\n"
                );
            }
            else if (command.Arguments is [var argument, ..] && Reply(argument.Value) is { Length: > 0 } reply)
            {
                script.Append($"        {Pattern(path)}) {reply}return ;;\n");
            }
        }

        return script.Append("    esac\n").Append(Tail).ToString();
    }

    /// <summary>What offers the values, with a semicolon and a blank after it; nothing for a free value.</summary>
    private static string Reply(ValueDescription value) =>
        value switch
        {
            { Choices.Count: > 0 } => $"_wsm_words '{string.Join(' ', value.Choices)}'; ",
            { IsFile: true } => "_wsm_files -f; ",
            { IsFolder: true } => "_wsm_files -d; ",
            _ => "",
        };

    private static string Pattern(string path) => path.Length == 0 ? "''" : path;
}

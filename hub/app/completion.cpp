#include "app/completion.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cx::app {
namespace {

std::string words_of(const CLI::App& command)
{
    std::string words;
    for (const CLI::App* sub :
         command.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
        words += sub->get_name() + " ";
    for (const CLI::Option* option : command.get_options())
        for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
    return words;
}

}  // namespace

std::string completion_script(const CLI::App& app)
{
    std::string cases;
    for (const CLI::App* sub :
         app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
        cases += fmt::format("        {}) words=\"{}\" ;;\n", sub->get_name(), words_of(*sub));
    return fmt::format(
        "_cxhub() {{\n"
        "    local current=\"${{COMP_WORDS[COMP_CWORD]}}\" words\n"
        "    case \"${{COMP_WORDS[1]}}\" in\n"
        "{}"
        "        *) words=\"{}\" ;;\n"
        "    esac\n"
        "    [ \"$COMP_CWORD\" -eq 1 ] && words=\"{}\"\n"
        "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\"))\n"
        "}}\n"
        "complete -o filenames -F _cxhub cxhub\n",
        cases, words_of(app), words_of(app));
}

}  // namespace cx::app

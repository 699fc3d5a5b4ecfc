#include "rest/decode/formats.hpp"

#include <cx/json_check.hpp>

#include <Poco/SAX/Attributes.h>
#include <Poco/SAX/DefaultHandler.h>
#include <Poco/SAX/LexicalHandler.h>
#include <Poco/SAX/SAXException.h>
#include <Poco/SAX/SAXParser.h>

namespace rest::decode {
namespace {

using cx::json::Value;

struct Refused {};

// Builds the value of each element when it ends. A document type is refused: its entities can grow
// without bound or name files of this machine.
class Handler final : public Poco::XML::DefaultHandler, public Poco::XML::LexicalHandler {
public:
    Value take() { return std::move(open_.front().members); }

    void startDocument() override { open_.emplace_back(); }

    void startElement(const Poco::XML::XMLString&, const Poco::XML::XMLString&,
                      const Poco::XML::XMLString& name,
                      const Poco::XML::Attributes& attributes) override
    {
        if (open_.size() > static_cast<std::size_t>(cx::json::max_depth) - 4) throw Refused();
        open_.emplace_back();
        open_.back().name = name;
        for (int i = 0; i < attributes.getLength(); ++i)
            open_.back().members["@" + attributes.getQName(i)] = attributes.getValue(i);
    }

    void characters(const char text[], int start, int length) override
    {
        open_.back().text.append(text + start, static_cast<std::size_t>(length));
    }

    void endElement(const Poco::XML::XMLString&, const Poco::XML::XMLString&,
                    const Poco::XML::XMLString&) override
    {
        Element element = std::move(open_.back());
        open_.pop_back();
        add(open_.back().members, element.name, value_of(element));
    }

    void startDTD(const Poco::XML::XMLString&, const Poco::XML::XMLString&,
                  const Poco::XML::XMLString&) override
    {
        throw Refused();
    }
    void endDTD() override {}
    void startEntity(const Poco::XML::XMLString&) override {}
    void endEntity(const Poco::XML::XMLString&) override {}
    void startCDATA() override {}
    void endCDATA() override {}
    void comment(const char[], int, int) override {}

private:
    struct Element {
        std::string name;
        std::string text;
        Value members;
    };

    static Value value_of(Element& element)
    {
        const std::size_t begin = element.text.find_first_not_of(" \t\r\n");
        std::string text;
        if (begin != std::string::npos)
            text = element.text.substr(begin, element.text.find_last_not_of(" \t\r\n") - begin + 1);
        if (element.members.is_null()) return text.empty() ? Value() : Value(std::move(text));
        if (!text.empty()) element.members["#text"] = std::move(text);
        return std::move(element.members);
    }

    // The second of a name makes a list of the first.
    static void add(Value& members, const std::string& name, Value value)
    {
        Value* known = members.find(name);
        if (!known) {
            members[name] = std::move(value);
            return;
        }
        if (!known->is_array()) {
            cx::json::Array list;
            list.push_back(std::move(*known));
            *known = std::move(list);
        }
        known->as_array().push_back(std::move(value));
    }

    std::vector<Element> open_;
};

}  // namespace

cx::Result<Documents> read_xml(std::string_view body)
{
    Handler handler;
    try {
        Poco::XML::SAXParser parser;
        parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACES, false);
        parser.setFeature(Poco::XML::XMLReader::FEATURE_NAMESPACE_PREFIXES, true);
        parser.setContentHandler(&handler);
        parser.setProperty(Poco::XML::XMLReader::PROPERTY_LEXICAL_HANDLER,
                           static_cast<Poco::XML::LexicalHandler*>(&handler));
        parser.parseMemoryNP(body.data(), body.size());
    } catch (const Poco::XML::SAXParseException& error) {
        return cx::Error{"rest.body",
                         "the body is no XML, line " + std::to_string(error.getLineNumber())};
    } catch (const Refused&) {
        return cx::Error{"rest.body", "the XML has a document type or is nested too deeply"};
    } catch (const Poco::Exception&) {
        return cx::Error{"rest.body", "the body is no XML"};
    }
    Documents documents;
    documents.push_back(handler.take());
    return documents;
}

}  // namespace rest::decode

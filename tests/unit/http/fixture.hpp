// A client and what it talks to.
#pragma once

#include "testhttp/host.hpp"
#include "testhttp/server.hpp"

#include <cx/http.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace cx::http::testing {

class HttpTest : public ::testing::Test {
protected:
    Answer ask(const Settings& settings, const Request& request)
    {
        Client client(settings, host_.host());
        return client.send(request);
    }
    // Refused settings, in words.
    std::string refusal(const Settings& settings)
    {
        try {
            Client client(settings, host_.host());
            return "";
        } catch (const std::exception& error) {
            return error.what();
        }
    }
    // A server that gives these answers in turn, the last of them for ever.
    static Server::Answer in_turn(std::vector<Reply> replies)
    {
        auto next = std::make_shared<std::size_t>(0);
        auto all = std::make_shared<const std::vector<Reply>>(std::move(replies));
        return [next, all](const Received&) {
            const Reply& reply = (*all)[std::min(*next, all->size() - 1)];
            ++*next;
            return reply;
        };
    }

    TestHost host_;
};

}  // namespace cx::http::testing
